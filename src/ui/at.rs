//! Addresses of pages.

use leptos_router::{ParamSegment, PartialPathMatch, PathSegment, PossibleRouteMatch, StaticSegment};

/// The address of a page, as in `/registers/:register/:id`. One type for all of them: the router is compiled anew for
/// each type, and `path!` gives one for each shape.
#[derive(Clone, Copy)]
pub struct At(pub &'static str);

impl At {
    fn segments(self) -> impl Iterator<Item = &'static str> {
        self.0.split('/').filter(|segment| !segment.is_empty())
    }
}

impl PossibleRouteMatch for At {
    fn optional(&self) -> bool {
        false
    }

    fn test<'a>(&self, path: &'a str) -> Option<PartialPathMatch<'a>> {
        let (mut rest, mut params) = (path, Vec::new());
        for segment in self.segments() {
            let found = match segment.strip_prefix(':') {
                Some(name) => ParamSegment(name).test(rest)?,
                None => StaticSegment(segment).test(rest)?,
            };
            rest = found.remaining();
            params.extend(found.params());
        }
        Some(PartialPathMatch::new(rest, params, &path[..path.len() - rest.len()]))
    }

    fn generate_path(&self, path: &mut Vec<PathSegment>) {
        path.extend(self.segments().map(|segment| match segment.strip_prefix(':') {
            Some(name) => PathSegment::Param(name.into()),
            None => PathSegment::Static(segment.into()),
        }));
    }
}

#[cfg(test)]
mod tests {
    use leptos_router::path;
    use proptest::prelude::*;

    use super::*;

    type Seen = Option<(String, String, Vec<(String, String)>)>;

    fn seen(route: &dyn PossibleRouteMatch, path: &str) -> (Seen, Vec<PathSegment>) {
        let mut segments = Vec::new();
        route.generate_path(&mut segments);
        let found = route.test(path).map(|found| {
            let (matched, rest) = (found.matched().to_owned(), found.remaining().to_owned());
            let params = found.params().into_iter().map(|(key, value)| (key.into_owned(), value));
            (matched, rest, params.collect())
        });
        (found, segments)
    }

    proptest! {
        /// An address means what the router's own path of the same words means.
        #[test]
        fn address_is_matched_as_a_path_of_the_router(asked in "(/(a|b|new|甲|%E4|)){0,5}|[a/]{0,3}") {
            let both: [(At, &dyn PossibleRouteMatch); 6] = [
                (At(""), &path!("")),
                (At("/"), &path!("/")),
                (At("/a"), &path!("/a")),
                (At("/a/:b"), &path!("/a/:b")),
                (At("/a/:b/new"), &path!("/a/:b/new")),
                (At("/:a/b/:c"), &path!("/:a/b/:c")),
            ];
            for (own, other) in both {
                prop_assert_eq!(seen(&own, &asked), seen(other, &asked), "{}", own.0);
            }
        }
    }
}
