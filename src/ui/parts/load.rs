//! The data of a page, and the part of the page that waits for it.
//!
//! The framework's resources and suspended views are compiled anew for every type of data and every view, some
//! 10 KB each. Here each is compiled once, for data behind one pointer and views behind another.

use std::any::Any;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::serde_json::{self, value::RawValue};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::api::page_json;
use crate::domain::error::AppError;

type Waiting<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Data that is fetched again whenever its source changes; in the browser the first comes with the page.
pub struct Load<T> {
    held: Resource<Held>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Load<T> {}

impl<T> Load<T>
where
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    /// Fetches by what the source gives.
    pub fn new<S, F>(
        source: impl Fn() -> S + Send + Sync + 'static,
        fetch: impl Fn(S) -> F + Send + Sync + 'static,
    ) -> Self
    where
        S: PartialEq + Clone + Send + Sync + 'static,
        F: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        let source = Memo::new(move |_| source());
        let count = Memo::new(move |before: Option<&u32>| {
            // Computed here, not only tracked: its first value would count as a change, and fetch again.
            source.with(|_| ());
            before.map_or(0, |n| n.wrapping_add(1))
        });
        let fetch = move || -> Waiting<Held> {
            let fetching = fetch(source.get_untracked());
            Box::pin(async move { Held::fetched(fetching.await) })
        };
        Self { held: resource(count, Arc::new(fetch)), of: PhantomData }
    }

    /// Fetches once.
    pub fn once<F>(fetch: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        Self::new(|| (), move |()| fetch())
    }

    /// What is there by now; tracked.
    pub fn get(self) -> Option<Result<T, AppError>> {
        self.held.get().map(|held| held.read())
    }

    /// Fetches again; what is shown stays until the answer is there.
    pub fn refetch(self) {
        self.held.refetch();
    }
}

impl<T> IntoFuture for Load<T>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    type Output = Result<T, AppError>;
    type IntoFuture = Waiting<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.held.await.read() })
    }
}

fn resource(count: Memo<u32>, fetch: Arc<dyn Fn() -> Waiting<Held> + Send + Sync>) -> Resource<Held> {
    Resource::new(move || count.get(), move |_| fetch())
}

/// A `Result<T, AppError>` of some `T`.
#[derive(Clone)]
enum Held {
    /// As it came with the page: JSON.
    Page(Arc<RawValue>),
    /// As it was fetched.
    Fetched {
        value: Arc<dyn Any + Send + Sync>,
        json: fn(&(dyn Any + Send + Sync)) -> Result<Box<RawValue>, serde_json::Error>,
    },
}

impl Held {
    fn fetched<T>(value: Result<T, AppError>) -> Self
    where
        T: Serialize + Send + Sync + 'static,
    {
        Self::Fetched { value: Arc::new(value), json: |value| page_json(&value.downcast_ref::<Result<T, AppError>>()) }
    }

    fn read<T>(&self) -> Result<T, AppError>
    where
        T: DeserializeOwned + Clone + Send + Sync + 'static,
    {
        match self {
            Self::Page(json) => serde_json::from_str(json.get()).unwrap_or(Err(AppError::Unreachable)),
            Self::Fetched { value, .. } => {
                value.downcast_ref::<Result<T, AppError>>().cloned().unwrap_or(Err(AppError::Unreachable))
            }
        }
    }
}

impl Serialize for Held {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Page(json) => json.serialize(serializer),
            Self::Fetched { value, json } => {
                json(value.as_ref()).map_err(serde::ser::Error::custom)?.serialize(serializer)
            }
        }
    }
}

impl<'de> Deserialize<'de> for Held {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(|json| Self::Page(json.into()))
    }
}

/// A part of a page that is shown when its data is there; later data replaces it without an empty moment.
pub fn transition<F>(view: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    F: Future<Output: IntoAny> + Send + 'static,
{
    fn erased(view: Arc<dyn Fn() -> Waiting<AnyView> + Send + Sync>) -> AnyView {
        view! { <Transition>{move || Suspend::new(view())}</Transition> }.into_any()
    }
    erased(Arc::new(move || {
        let view = view();
        Box::pin(async move { view.await.into_any() })
    }))
}

#[cfg(test)]
mod tests {
    use leptos::serde_json::{from_str, to_string};

    use super::Held;
    use crate::domain::error::AppError;

    #[test]
    fn data_comes_out_of_a_page_as_it_went_in() {
        for value in [Ok(vec![("键".to_owned(), Some(7))]), Err(AppError::NotFound)] {
            let page = to_string(&Held::fetched(value.clone())).unwrap();
            assert_eq!(page, to_string(&value).unwrap());
            assert_eq!(from_str::<Held>(&page).unwrap().read::<Vec<(String, Option<i32>)>>(), value);
        }
    }
}
