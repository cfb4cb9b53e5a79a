//! What the votes of several people come to: 会签, 或签, 依次, 按比例 (WFL-05).

use serde::{Deserialize, Serialize};

use crate::domain::text::panel::PanelText;

/// How several people decide together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 会签: all must agree
    All,
    /// 或签: one who agrees is enough
    Any,
    /// 依次: all must agree, one after the other
    InTurn,
    /// 按比例: at least this share of all voters, in hundredths of a percent
    Share(i64),
}

impl Mode {
    /// The key of every mode, in the order of the form.
    pub const KEYS: [&str; 4] = ["all", "any", "in_turn", "share"];

    /// The text in the store and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Any => "any",
            Self::InTurn => "in_turn",
            Self::Share(_) => "share",
        }
    }

    /// The share in hundredths of a percent; 0 in the other modes.
    pub fn share_x100(self) -> i64 {
        if let Self::Share(share) = self { share } else { 0 }
    }

    /// Reads the text of the store or of a form; the share counts only where the mode has one.
    pub fn from_key(key: &str, share_x100: i64) -> Option<Self> {
        [Self::All, Self::Any, Self::InTurn, Self::Share(share_x100)].into_iter().find(|mode| mode.key() == key)
    }

    /// The word.
    pub fn name(self) -> PanelText {
        match self {
            Self::All => PanelText::All,
            Self::Any => PanelText::Any,
            Self::InTurn => PanelText::InTurn,
            Self::Share(_) => PanelText::Share,
        }
    }
}

/// What one of them says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vote {
    /// 同意
    Yes,
    /// 不同意
    No,
    /// 一票否决: whatever the others say
    Veto,
}

impl Vote {
    /// The text in the store and in timelines.
    pub fn key(self) -> &'static str {
        match self {
            Self::Yes => "vote_yes",
            Self::No => "vote_no",
            Self::Veto => "veto",
        }
    }

    /// Reads the text of the store.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Yes, Self::No, Self::Veto].into_iter().find(|vote| vote.key() == key)
    }

    /// The word.
    pub fn name(self) -> PanelText {
        match self {
            Self::Yes => PanelText::Yes,
            Self::No => PanelText::No,
            Self::Veto => PanelText::Veto,
        }
    }
}

/// What the votes come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Votes that are missing can still decide it.
    Open,
    /// 通过, whatever is still missing
    Passed,
    /// 不通过, whatever is still missing
    Refused,
}

/// Counts the votes of all voters in their order; none: not voted yet. `veto` says whether a veto can still come;
/// one that was given always counts.
pub fn tally(mode: Mode, veto: bool, votes: &[Option<Vote>]) -> Verdict {
    let count = |wanted: Vote| votes.iter().flatten().filter(|vote| **vote == wanted).count() as i64;
    let of = votes.len() as i64;
    let yes = count(Vote::Yes);
    let missing = of - votes.iter().flatten().count() as i64;
    if count(Vote::Veto) > 0 {
        return Verdict::Refused;
    }
    let enough = |yes: i64| match mode {
        Mode::All | Mode::InTurn => yes == of,
        Mode::Any => yes > 0,
        Mode::Share(share) => yes * 10_000 >= share * of,
    };
    if !enough(yes + missing) {
        Verdict::Refused
    } else if enough(yes) && (missing == 0 || !veto) {
        Verdict::Passed
    } else {
        Verdict::Open
    }
}

/// Whether it is that voter's turn: everybody's who has not voted, in turn only the first's.
pub fn may_vote(mode: Mode, votes: &[Option<Vote>], voter: usize) -> bool {
    match mode {
        Mode::InTurn => votes.iter().position(Option::is_none) == Some(voter),
        _ => votes.get(voter) == Some(&None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODES: [Mode; 7] = [
        Mode::All,
        Mode::Any,
        Mode::InTurn,
        Mode::Share(0),
        Mode::Share(5_000),
        Mode::Share(6_667),
        Mode::Share(10_000),
    ];

    /// The outcome once everybody has voted, written down from the words.
    fn end(mode: Mode, votes: &[Vote]) -> Verdict {
        let agree = votes.iter().filter(|vote| **vote == Vote::Yes).count();
        let good = match mode {
            Mode::All | Mode::InTurn => agree == votes.len(),
            Mode::Any => agree > 0,
            Mode::Share(share) => agree as f64 / votes.len() as f64 >= share as f64 / 10_000.0,
        };
        if good && !votes.contains(&Vote::Veto) { Verdict::Passed } else { Verdict::Refused }
    }

    /// Every way in which the missing votes can come.
    fn endings(veto: bool, votes: &[Option<Vote>]) -> Vec<Vec<Vote>> {
        let mut all = vec![Vec::new()];
        for vote in votes {
            let can: Vec<Vote> = match vote {
                Some(given) => vec![*given],
                None if veto => vec![Vote::Yes, Vote::No, Vote::Veto],
                None => vec![Vote::Yes, Vote::No],
            };
            all = all.iter().flat_map(|begun| can.iter().map(|v| [begun.as_slice(), &[*v]].concat())).collect();
        }
        all
    }

    /// WFL-05: what is said before all have voted is what every ending says; and it stays open only while two endings
    /// differ.
    #[test]
    fn every_board_of_up_to_five_is_decided_as_all_its_endings_are() {
        const BALLOTS: [Option<Vote>; 4] = [None, Some(Vote::Yes), Some(Vote::No), Some(Vote::Veto)];
        for size in 1..=5_u32 {
            for number in 0..4_usize.pow(size) {
                let votes: Vec<Option<Vote>> = (0..size).map(|at| BALLOTS[number / 4_usize.pow(at) % 4]).collect();
                for (mode, veto) in MODES.into_iter().flat_map(|mode| [(mode, true), (mode, false)]) {
                    let ends: Vec<Verdict> = endings(veto, &votes).iter().map(|votes| end(mode, votes)).collect();
                    let expected = if ends.iter().all(|e| *e == ends[0]) { ends[0] } else { Verdict::Open };
                    assert_eq!(tally(mode, veto, &votes), expected, "{mode:?} veto {veto} {votes:?}");
                }
            }
        }
    }

    /// WFL-05: in turn means in turn; nobody votes twice.
    #[test]
    fn in_turn_only_the_first_who_is_missing_votes() {
        let votes = [Some(Vote::Yes), None, None];
        let turn = |mode| [0, 1, 2, 3].map(|voter| may_vote(mode, &votes, voter));
        assert_eq!(turn(Mode::InTurn), [false, true, false, false]);
        assert_eq!(turn(Mode::All), [false, true, true, false]);
    }
}
