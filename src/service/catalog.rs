//! The catalog: definitions as data, embedded in the program and parsed once at start.

use std::fmt;

use serde::Deserialize;

use crate::domain::org::OrgKind;

const ORG_KINDS: &str = include_str!("../catalog/org_kinds.toml");

/// All definitions of the product.
pub struct Catalog {
    org_kinds: Vec<OrgKind>,
}

/// A fault in the catalog's own data: found at start, before anything is served.
#[derive(Debug)]
pub struct CatalogError(String);

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "catalog: {}", self.0)
    }
}

impl std::error::Error for CatalogError {}

#[derive(Deserialize)]
struct OrgKinds {
    kinds: Vec<OrgKind>,
}

impl Catalog {
    /// Reads everything that is embedded.
    ///
    /// # Errors
    /// The first fault.
    pub fn load() -> Result<Self, CatalogError> {
        let OrgKinds { kinds } = toml::from_str(ORG_KINDS).map_err(|e| CatalogError(e.to_string()))?;
        Ok(Self { org_kinds: kinds })
    }

    /// All kinds of units.
    pub fn org_kinds(&self) -> &[OrgKind] {
        &self.org_kinds
    }

    /// The kind with that key.
    pub fn org_kind(&self, key: &str) -> Option<&OrgKind> {
        self.org_kinds.iter().find(|k| k.key == key)
    }
}
