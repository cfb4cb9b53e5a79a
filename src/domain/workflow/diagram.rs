//! The picture of a flow: where its states and arrows stand, which one is the present one (WFL-01). Measures are those
//! of the drawing, which shrinks and grows with the page.

use super::{Flow, State, Step};

/// Height of a state.
const ROW: i64 = 32;
/// Space between two states.
const GAP: i64 = 26;
/// Space between two lanes of arrows that pass states by.
const LANE: i64 = 14;
/// Space around all.
const EDGE: i64 = 6;
/// Width of a state.
const WIDTH: i64 = 208;
/// Half the width of an arrow's head.
const HEAD: i64 = 4;

/// A flow, laid out from the top down.
#[derive(Clone, Debug)]
pub struct Diagram {
    /// Width of the drawing.
    pub width: i64,
    /// Its height.
    pub height: i64,
    /// Left edge of the states.
    pub x: i64,
    /// Width of the states.
    pub row_width: i64,
    /// Height of the states.
    pub row_height: i64,
    /// The states, in the order of the table.
    pub states: Vec<Place>,
    /// The arrows, those that lead a state to itself left out.
    pub arrows: Vec<Arrow>,
}

/// A state in the drawing.
#[derive(Clone, Debug)]
pub struct Place {
    /// The state.
    pub state: &'static State,
    /// Its upper edge.
    pub y: i64,
    /// Whether the case is there now.
    pub current: bool,
    /// What can be done from here.
    pub leads: Vec<&'static Step>,
}

/// An arrow in the drawing: all steps from one state to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// Number of the state that it leaves.
    pub from: usize,
    /// Number of the state that it enters.
    pub to: usize,
    /// Whether it leads back.
    pub back: bool,
    /// Corners of the line.
    pub line: Vec<(i64, i64)>,
    /// Corners of the head.
    pub head: Vec<(i64, i64)>,
}

/// Lays a flow out; `current` is the key of the present state.
pub fn diagram(flow: &'static Flow, current: &str) -> Diagram {
    let place = |key: &str| flow.states.iter().position(|state| state.key == key);
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for step in flow.steps {
        for from in step.from {
            let pair = place(from).zip(place(step.to)).filter(|(from, to)| from != to);
            pairs.extend(pair.filter(|pair| !pairs.contains(pair)));
        }
    }
    let passing = |back: bool| {
        let far = |(from, to): &&(usize, usize)| if back { to < from } else { *to > from + 1 };
        lanes(pairs.iter().filter(far).copied().collect())
    };
    let (left, right) = (passing(true), passing(false));
    let most = |lanes: &[(usize, usize, usize)]| lanes.iter().map(|(.., lane)| *lane as i64 + 1).max().unwrap_or(0);
    let x = EDGE + most(&left) * LANE + HEAD;
    let top = |row: usize| EDGE + row as i64 * (ROW + GAP);
    let arrow = |&(from, to): &(usize, usize)| {
        let back = to < from;
        let lane = (if back { &left } else { &right }).iter().find(|(f, t, _)| (*f, *t) == (from, to));
        match lane {
            None => {
                let (middle, end) = (x + WIDTH / 2, top(to));
                let head = vec![(middle, end), (middle - HEAD, end - 2 * HEAD), (middle + HEAD, end - 2 * HEAD)];
                Arrow { from, to, back, line: vec![(middle, top(from) + ROW), (middle, end - HEAD)], head }
            }
            Some((.., lane)) => {
                // What leaves and what enters the same state on one side stand apart.
                let (out, into) = (top(from) + ROW * 2 / 3, top(to) + ROW / 3);
                let (edge, away) = if back { (x, -1) } else { (x + WIDTH, 1) };
                let far = edge + away * (HEAD + (*lane as i64 + 1) * LANE);
                let tip = edge + away * 2 * HEAD;
                let head = vec![(edge, into), (tip, into - HEAD), (tip, into + HEAD)];
                Arrow { from, to, back, line: vec![(edge, out), (far, out), (far, into), (tip, into)], head }
            }
        }
    };
    let arrows = pairs.iter().map(arrow).collect();
    let leads = |state: &State| flow.steps.iter().filter(|step| step.from.contains(&state.key)).collect();
    let states: Vec<Place> = flow
        .states
        .iter()
        .enumerate()
        .map(|(row, state)| Place { state, y: top(row), current: state.key == current, leads: leads(state) })
        .collect();
    Diagram {
        width: x + WIDTH + HEAD + most(&right) * LANE + EDGE,
        height: top(states.len()) - GAP + EDGE,
        x,
        row_width: WIDTH,
        row_height: ROW,
        states,
        arrows,
    }
}

/// A lane for each arrow, the short ones nearest to the states, so that no two run upon each other.
fn lanes(mut arrows: Vec<(usize, usize)>) -> Vec<(usize, usize, usize)> {
    arrows.sort_by_key(|(from, to)| (from.abs_diff(*to), *from));
    let mut placed: Vec<(usize, usize, usize)> = Vec::new();
    for (from, to) in arrows {
        let span = |from: usize, to: usize| (from.min(to), from.max(to));
        let (low, high) = span(from, to);
        let taken = |lane: usize| {
            placed.iter().any(|(f, t, l)| {
                let (other_low, other_high) = span(*f, *t);
                *l == lane && low <= other_high && other_low <= high
            })
        };
        let lane = (0..).find(|lane| !taken(*lane)).unwrap_or_default();
        placed.push((from, to, lane));
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::workflow::FLOWS;

    /// WFL-01: in every state of every flow exactly that state is marked, nothing leaves the drawing, and every arrow
    /// of the table is in it or leads a state to itself.
    #[test]
    fn every_flow_has_a_picture_with_the_present_state_marked() {
        for flow in FLOWS {
            for state in flow.states {
                let drawn = diagram(flow, state.key);
                let marked: Vec<&str> = drawn.states.iter().filter(|p| p.current).map(|p| p.state.key).collect();
                assert_eq!(marked, [state.key]);
                for step in flow.steps {
                    for from in step.from.iter().filter(|from| **from != step.to) {
                        let joins = |a: &Arrow| {
                            drawn.states[a.from].state.key == *from && drawn.states[a.to].state.key == step.to
                        };
                        assert_eq!(drawn.arrows.iter().filter(|a| joins(a)).count(), 1, "{} {}", flow.key, step.verb);
                    }
                }
                for (x, y) in drawn.arrows.iter().flat_map(|a| a.line.iter().chain(&a.head)) {
                    assert!((0..=drawn.width).contains(x) && (0..=drawn.height).contains(y), "{} {x} {y}", flow.key);
                }
                assert!(drawn.states.windows(2).all(|w| w[0].y + drawn.row_height < w[1].y));
            }
        }
    }

    /// WFL-01: a phone of 360 px shows it without shrinking its words below the size of small text.
    #[test]
    fn every_picture_fits_a_phone() {
        for flow in FLOWS {
            assert!(diagram(flow, "").width <= 320, "{} {}", flow.key, diagram(flow, "").width);
        }
    }

    /// WFL-01: lines beside the states that share a lane do not touch.
    #[test]
    fn no_two_arrows_run_upon_each_other() {
        for flow in FLOWS {
            let drawn = diagram(flow, "");
            let upright: Vec<(i64, i64, i64)> = drawn
                .arrows
                .iter()
                .filter(|a| a.line.len() == 4)
                .map(|a| (a.line[1].0, a.line[1].1.min(a.line[2].1), a.line[1].1.max(a.line[2].1)))
                .collect();
            for (at, a) in upright.iter().enumerate() {
                for b in &upright[at + 1..] {
                    assert!(a.0 != b.0 || a.2 < b.1 || b.2 < a.1, "{}: {a:?} {b:?}", flow.key);
                }
            }
        }
    }
}
