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
use leptos::serde_json;
use leptos::server::codee::{Decoder, Encoder};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::page_json;
use crate::domain::error::AppError;
use crate::ui::parts::failure::failed;

mod page_text;

type Waiting<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Data that is fetched again whenever its source changes; in the browser the first comes with the page.
pub struct Load<T> {
    held: Resource<Held, PageText>,
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

    /// The part of a page that shows what was found, or why nothing was.
    pub fn shown(self, view: impl Fn(T) -> AnyView + Send + Sync + 'static) -> AnyView {
        let view = Arc::new(view);
        transition(move || {
            let view = view.clone();
            async move {
                match self.await {
                    Ok(found) => view(found),
                    Err(error) => self.failed(error),
                }
            }
        })
    }

    /// Why nothing was found, with a button that fetches again where that can help.
    pub fn failed(self, error: AppError) -> AnyView {
        failed(error, Callback::new(move |()| self.refetch()))
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

fn resource(count: Memo<u32>, fetch: Arc<dyn Fn() -> Waiting<Held> + Send + Sync>) -> Resource<Held, PageText> {
    Resource::new_with_options(move || count.get(), move |_| fetch(), false)
}

/// A `Result<T, AppError>` of some `T`.
#[derive(Clone)]
enum Held {
    /// As it came with the page: JSON.
    Page(Arc<str>),
    /// As it was fetched.
    Fetched {
        value: Arc<dyn Any + Send + Sync>,
        json: fn(&(dyn Any + Send + Sync)) -> Result<String, serde_json::Error>,
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
            Self::Page(json) => serde_json::from_str(json).unwrap_or(Err(AppError::Unreachable)),
            Self::Fetched { value, .. } => {
                value.downcast_ref::<Result<T, AppError>>().cloned().unwrap_or(Err(AppError::Unreachable))
            }
        }
    }
}

/// How data travels in a page.
struct PageText;

impl Encoder<Held> for PageText {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(held: &Held) -> Result<String, serde_json::Error> {
        match held {
            Held::Page(json) => Ok(page_text::write(json)),
            Held::Fetched { value, json } => Ok(page_text::write(&json(value.as_ref())?)),
        }
    }
}

impl Decoder<Held> for PageText {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<Held, serde_json::Error> {
        Ok(Held::Page(page_text::read(text).into()))
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
    use leptos::server::codee::{Decoder, Encoder};

    use super::{Held, PageText};
    use crate::domain::error::AppError;

    #[test]
    fn data_comes_out_of_a_page_as_it_went_in() {
        for value in [Ok(vec![("键".to_owned(), Some(7))]), Err(AppError::NotFound)] {
            let page = PageText::encode(&Held::fetched(value.clone())).unwrap();
            assert_eq!(PageText::decode(&page).unwrap().read::<Vec<(String, Option<i32>)>>(), value);
            let again = PageText::encode(&PageText::decode(&page).unwrap()).unwrap();
            assert_eq!(again, page);
        }
    }
}
