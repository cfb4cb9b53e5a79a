//! Names of the parts of a field: fixed in the form itself, in a repeat field they follow the place of their row. A
//! fixed one costs no effect, and a form has ten of them for each field.

use std::sync::Arc;

use leptos::prelude::{GetUntracked, Signal, With, WithUntracked};
use leptos::tachys::html::attribute::AttributeValue;
use leptos::tachys::renderer::types::Element;

/// What stands before the key of a field in a path.
#[derive(Clone, Copy)]
pub enum Prefix {
    /// Nothing, or `preview.`
    Fixed(&'static str),
    /// `people.0.` as long as the row is the first one.
    Row(Signal<String>),
}

impl Prefix {
    /// The path of a field at present; not tracked.
    pub fn path_now(self, key: &str) -> String {
        match self {
            Self::Fixed(prefix) => [prefix, key].concat(),
            Self::Row(prefix) => prefix.with_untracked(|prefix| [prefix, key].concat()),
        }
    }

    /// The path of a field.
    pub fn path(self, key: &str) -> Name {
        match self {
            Self::Fixed(_) => Name::from(self.path_now(key)),
            Self::Row(prefix) => {
                let key = key.to_owned();
                Signal::derive(move || prefix.with(|prefix| [prefix, key.as_str()].concat())).into()
            }
        }
    }
}

/// A name, an id or a list of ids.
#[derive(Clone)]
pub enum Name {
    /// Never changes.
    Fixed(Arc<str>),
    /// Changes when rows move.
    Moving(Signal<String>),
}

impl Name {
    /// Reads it; tracked.
    pub fn with<T>(&self, read: impl FnOnce(&str) -> T) -> T {
        match self {
            Self::Fixed(name) => read(name),
            Self::Moving(name) => name.with(|name| read(name)),
        }
    }

    /// The name at present; not tracked. None: its row is gone.
    pub fn now(&self) -> Option<String> {
        match self {
            Self::Fixed(name) => Some(name.to_string()),
            Self::Moving(name) => name.try_get_untracked(),
        }
    }

    /// A name made of this one.
    pub fn then(&self, make: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        match self {
            Self::Fixed(name) => Self::from(make(name)),
            Self::Moving(name) => {
                let name = *name;
                Signal::derive(move || name.with(|name| make(name))).into()
            }
        }
    }
}

impl Default for Name {
    fn default() -> Self {
        Self::from("")
    }
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self::Fixed(name.into())
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self::Fixed(name.into())
    }
}

impl From<Signal<String>> for Name {
    fn from(name: Signal<String>) -> Self {
        Self::Moving(name)
    }
}

/// What the page keeps of a name.
pub enum NameState {
    /// The element and its name.
    Fixed(<Arc<str> as AttributeValue>::State),
    /// The effect that follows the row.
    Moving(<Signal<String> as AttributeValue>::State),
}

impl AttributeValue for Name {
    type State = NameState;
    type AsyncOutput = Self;
    type Cloneable = Self;
    type CloneableOwned = Self;

    fn html_len(&self) -> usize {
        match self {
            Self::Fixed(name) => name.len(),
            Self::Moving(name) => name.html_len(),
        }
    }

    fn to_html(self, key: &str, buf: &mut String) {
        match self {
            Self::Fixed(name) => name.to_html(key, buf),
            Self::Moving(name) => name.to_html(key, buf),
        }
    }

    fn to_template(_key: &str, _buf: &mut String) {}

    fn hydrate<const FROM_SERVER: bool>(self, key: &str, el: &Element) -> NameState {
        match self {
            Self::Fixed(name) => NameState::Fixed(name.hydrate::<FROM_SERVER>(key, el)),
            Self::Moving(name) => NameState::Moving(name.hydrate::<FROM_SERVER>(key, el)),
        }
    }

    fn build(self, el: &Element, key: &str) -> NameState {
        match self {
            Self::Fixed(name) => NameState::Fixed(name.build(el, key)),
            Self::Moving(name) => NameState::Moving(name.build(el, key)),
        }
    }

    fn rebuild(self, key: &str, state: &mut NameState) {
        match (self, &mut *state) {
            (Self::Fixed(name), NameState::Fixed(state)) => name.rebuild(key, state),
            (Self::Moving(name), NameState::Moving(state)) => name.rebuild(key, state),
            (Self::Moving(name), NameState::Fixed((el, _))) => *state = NameState::Moving(name.build(el, key)),
            (Self::Fixed(name), NameState::Moving(effect)) => {
                if let Some((el, _)) = effect.take_value() {
                    *state = NameState::Fixed(name.build(&el, key));
                }
            }
        }
    }

    fn into_cloneable(self) -> Self {
        self
    }

    fn into_cloneable_owned(self) -> Self {
        self
    }

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }
}
