//! The picture of a flow as the markup of a page: a drawing, and the same in words beside it (WFL-01).

use std::fmt::Write;

use super::diagram::{Arrow, Place, diagram};
use super::{Flow, Tone};
use crate::domain::text::case::CaseText as T;
use crate::domain::text::{Lang, Text};

/// The states and arrows of a flow with the present state marked; all words in it are of the tables of flows.
pub fn picture(flow: &'static Flow, state: &str, lang: Lang) -> String {
    let drawn = diagram(flow, state);
    let (x, width, height) = (drawn.x, drawn.row_width, drawn.row_height);
    let mut page = format!(
        "<svg class=\"flow__picture\" viewBox=\"0 0 {} {}\" aria-hidden=\"true\" focusable=\"false\">",
        drawn.width, drawn.height
    );
    for Arrow { back, line, head, .. } in &drawn.arrows {
        let class = if *back { " flow__arrow--back" } else { "" };
        let (line, head) = (points(line), points(head));
        let _ = write!(
            page,
            "<g class=\"flow__arrow{class}\"><polyline class=\"flow__line\" points=\"{line}\"/>\
             <polygon class=\"flow__head\" points=\"{head}\"/></g>"
        );
    }
    for Place { state, y, current, .. } in &drawn.states {
        let (class, here) = (tone(state.tone), if *current { " is-current" } else { "" });
        let (middle, base, name) = (x + width / 2, y + height / 2 + 5, state.name(lang));
        let _ = write!(
            page,
            "<g class=\"flow__state{class}{here}\">\
             <rect class=\"flow__box\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>\
             <text class=\"flow__name\" x=\"{middle}\" y=\"{base}\" text-anchor=\"middle\">{name}</text></g>"
        );
    }
    page.push_str("</svg><ol class=\"flow__words\">");
    for Place { state, current, leads, .. } in &drawn.states {
        page.push_str(if *current { "<li aria-current=\"step\">" } else { "<li>" });
        page.push_str(state.name(lang));
        if *current {
            let _ = write!(page, " <strong class=\"flow__here\">{}</strong>", T::Current.text(lang));
        }
        if !leads.is_empty() {
            page.push_str("<ul class=\"flow__leads\">");
            for step in leads {
                let to = flow.state_name(step.to, lang);
                let _ = write!(page, "<li>{}</li>", T::Leads.fill(lang, &[step.name(lang), &to]));
            }
            page.push_str("</ul>");
        }
        page.push_str("</li>");
    }
    page.push_str("</ol>");
    page
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral => "",
        Tone::Waiting => " flow__state--waiting",
        Tone::Success => " flow__state--success",
        Tone::Danger => " flow__state--danger",
    }
}

fn points(corners: &[(i64, i64)]) -> String {
    corners.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::workflow::FLOWS;

    /// WFL-01: one state is marked in the drawing and one in the words, and no word of a table is markup.
    #[test]
    fn words_of_the_tables_are_no_markup() {
        for flow in FLOWS {
            for (state, lang) in flow.states.iter().flat_map(|state| [(state, Lang::Zh), (state, Lang::En)]) {
                let page = picture(flow, state.key, lang);
                assert_eq!(page.matches("is-current").count(), 1);
                assert_eq!(page.matches("aria-current").count(), 1);
                let words = flow.states.iter().map(|state| state.name(lang));
                let mut words = words.chain(flow.steps.iter().map(|step| step.name(lang)));
                assert!(words.all(|word| !word.contains(['<', '>', '&', '"'])), "{}", flow.key);
            }
        }
    }
}
