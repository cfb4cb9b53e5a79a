//! The tables of all kinds of cases (requirements part 2, state machines).

use super::{Flow, State, Step, Tone, Way};
use crate::domain::access::Action;

const fn state(key: &'static str, (zh, en): (&'static str, &'static str), tone: Tone) -> State {
    State { key, zh, en, tone, open: false }
}

/// The applicant's step after a return; nobody else takes it.
pub const RESUBMIT: &str = "resubmit";

/// The end of a re-election: its term is written into the register of terms.
pub const FILED: &str = "filed";

/// 会员申报 (E-057 … E-063): an application to join. The first two steps are the applicant's own, without an account;
/// the first begins the case, so it leads from no state.
pub const APPLICATION: Flow = Flow {
    key: "application",
    version: 1,
    climbs: false,
    days: None,
    states: &[
        state("pending", ("待审核", "Waiting for review"), Tone::Waiting),
        state("approved", ("审核通过", "Approved"), Tone::Success),
        state("returned", ("退回修改", "Returned for changes"), Tone::Danger),
        state("rejected", ("审核驳回", "Rejected"), Tone::Danger),
    ],
    steps: &[
        Step::new("apply", ("提交申请", "Apply"), &[], "pending", Way::Up, Action::DecideApplication).by_form(),
        Step::new(
            RESUBMIT,
            ("修改后重新提交", "Resubmit"),
            &["returned"],
            "pending",
            Way::Up,
            Action::DecideApplication,
        )
        .by_form(),
        Step::new("approve", ("通过", "Approve"), &["pending"], "approved", Way::Pass, Action::DecideApplication),
        Step::new("return", ("退回", "Return"), &["pending"], "returned", Way::Back, Action::DecideApplication)
            .with_opinion(),
        Step::new("reject", ("驳回", "Reject"), &["pending"], "rejected", Way::End, Action::DecideApplication)
            .with_opinion(),
    ],
};

/// 评估提交 (E-014, EVA-15): from self-evaluation to the association's decision.
pub const EVALUATION: Flow = Flow {
    key: "evaluation",
    version: 1,
    climbs: false,
    days: None,
    states: &[
        state("filling", ("填报中", "Being filled in"), Tone::Neutral),
        state("submitted", ("已提交", "Submitted"), Tone::Waiting),
        state("returned", ("退回补充", "Returned for completion"), Tone::Danger),
        state("approved", ("审核通过", "Approved"), Tone::Success),
    ],
    steps: &[
        Step::new(
            "submit",
            ("提交", "Submit"),
            &["filling", "returned"],
            "submitted",
            Way::Up,
            Action::SubmitEvaluation,
        ),
        Step::new("return", ("退回", "Return"), &["submitted"], "returned", Way::Back, Action::ReviewEvaluation)
            .with_opinion(),
        Step::new("approve", ("通过", "Approve"), &["submitted"], "approved", Way::Pass, Action::ReviewEvaluation),
    ],
};

/// 代表、委员推荐 (congress_rules states): the part that the quota board needs.
pub const NOMINEE: Flow = Flow {
    key: "nominee",
    version: 1,
    climbs: false,
    days: None,
    states: &[
        state("assigned", ("待填报", "To be filled in"), Tone::Waiting),
        state("removed", ("已注销", "Removed"), Tone::Neutral),
    ],
    steps: &[Step::new("remove", ("注销", "Remove"), &["assigned"], "removed", Way::End, Action::Nominate)],
};

/// 活动项目管理 (E-108, E-109): the association sees what was handed in; the society may go on editing and hands in
/// anew.
pub const ACTIVITY: Flow = Flow {
    key: "activity",
    version: 1,
    climbs: false,
    days: Some(15),
    states: &[
        state("draft", ("草稿", "Draft"), Tone::Waiting).open(),
        state("valid", ("已提交", "Submitted"), Tone::Waiting),
        state("returned", ("退回修改", "Returned for changes"), Tone::Danger).open(),
        state("approved", ("审核通过", "Approved"), Tone::Success),
    ],
    steps: &[
        Step::new("submit", ("提交", "Submit"), &["draft"], "valid", Way::Up, Action::EditRecord).by_form(),
        Step::new(
            RESUBMIT,
            ("重新提交", "Submit again"),
            &["valid", "returned", "approved"],
            "valid",
            Way::Up,
            Action::EditRecord,
        )
        .by_form(),
        Step::new("withdraw", ("撤回", "Withdraw"), &["valid"], "draft", Way::Recall, Action::EditRecord),
        Step::new("return", ("退回", "Return"), &["valid"], "returned", Way::Back, Action::DecideRecord).with_opinion(),
        Step::new("approve", ("通过", "Approve"), &["valid"], "approved", Way::Pass, Action::DecideRecord),
    ],
};

/// 党建工作小组成员离任 (E-090, E-091): the reason is the opinion of the first step, the association decides.
pub const PARTY_GROUP_LEAVE: Flow = Flow {
    key: "party_group_leave",
    version: 1,
    climbs: false,
    days: Some(15),
    states: &[
        state("draft", ("草稿", "Draft"), Tone::Waiting).open(),
        state("valid", ("在任", "In office"), Tone::Success),
        state("leaving", ("离任待审核", "Leaving, waiting for review"), Tone::Waiting),
        state("left", ("已离任", "Left office"), Tone::Neutral),
    ],
    steps: &[
        Step::new("enter", ("保存", "Save"), &["draft"], "valid", Way::End, Action::EditRecord).by_form(),
        Step::new("leave", ("设置离任", "Set leaving"), &["valid"], "leaving", Way::Up, Action::EditRecord)
            .with_opinion(),
        Step::new("withdraw", ("撤回", "Withdraw"), &["leaving"], "valid", Way::Recall, Action::EditRecord),
        Step::new("approve", ("通过", "Approve"), &["leaving"], "left", Way::Pass, Action::DecideRecord),
        Step::new("refuse", ("驳回", "Refuse"), &["leaving"], "valid", Way::End, Action::DecideRecord).with_opinion(),
    ],
};

/// 换届 (X-024, reelection_flow.json): the plan, the request for the assembly and the filing, each handed in by its part
/// of the form and looked at by the association; an assembly that is held earlier or later needs its consent.
pub const REELECTION: Flow = Flow {
    key: "reelection",
    version: 1,
    climbs: false,
    days: Some(15),
    states: &[
        state("draft", ("换届方案起草", "Plan being prepared"), Tone::Waiting).open(),
        state("plan_review", ("换届方案审查中", "Plan under review"), Tone::Waiting),
        state("plan_returned", ("换届方案退回", "Plan returned"), Tone::Danger).open(),
        state("date_review", ("提前或延期审查中", "Change of date under review"), Tone::Waiting),
        state("plan", ("换届方案待报", "Plan to be handed in"), Tone::Waiting).open(),
        state("request", ("大会请示待报", "Request to be handed in"), Tone::Waiting).open(),
        state("request_review", ("大会请示审查中", "Request under review"), Tone::Waiting),
        state("request_returned", ("大会请示退回", "Request returned"), Tone::Danger).open(),
        state("assembly", ("待召开大会并备案", "Assembly to be held and filed"), Tone::Waiting).open(),
        state("filing_review", ("备案审查中", "Filing under review"), Tone::Waiting),
        state("filing_returned", ("备案退回", "Filing returned"), Tone::Danger).open(),
        state("filed", ("已备案", "Filed"), Tone::Success),
    ],
    steps: &[
        Step::new(
            "submit_plan",
            ("报送换届方案", "Hand in the plan"),
            &["draft", "plan", "plan_returned"],
            "plan_review",
            Way::Up,
            Action::EditRecord,
        )
        .by_form(),
        Step::new("withdraw_plan", ("撤回", "Withdraw"), &["plan_review"], "plan", Way::Recall, Action::EditRecord),
        Step::new("agree_plan", ("同意方案", "Agree"), &["plan_review"], "request", Way::Pass, Action::DecideRecord),
        Step::new(
            "return_plan",
            ("退回方案", "Return"),
            &["plan_review"],
            "plan_returned",
            Way::Back,
            Action::DecideRecord,
        )
        .with_opinion(),
        Step::new(
            "ask_date",
            ("申请提前或延期", "Ask for another date"),
            &["draft", "plan", "plan_returned"],
            "date_review",
            Way::Up,
            Action::EditRecord,
        )
        .with_opinion(),
        Step::new("withdraw_date", ("撤回", "Withdraw"), &["date_review"], "plan", Way::Recall, Action::EditRecord),
        Step::new(
            "agree_date",
            ("同意改期", "Agree to the date"),
            &["date_review"],
            "plan",
            Way::Pass,
            Action::DecideRecord,
        ),
        Step::new(
            "refuse_date",
            ("不同意改期", "Refuse the date"),
            &["date_review"],
            "plan",
            Way::End,
            Action::DecideRecord,
        )
        .with_opinion(),
        Step::new(
            "submit_request",
            ("报送大会请示", "Hand in the request"),
            &["request", "request_returned"],
            "request_review",
            Way::Up,
            Action::EditRecord,
        )
        .by_form(),
        Step::new(
            "withdraw_request",
            ("撤回", "Withdraw"),
            &["request_review"],
            "request",
            Way::Recall,
            Action::EditRecord,
        ),
        Step::new(
            "agree_request",
            ("同意召开", "Agree"),
            &["request_review"],
            "assembly",
            Way::Pass,
            Action::DecideRecord,
        ),
        Step::new(
            "return_request",
            ("退回请示", "Return"),
            &["request_review"],
            "request_returned",
            Way::Back,
            Action::DecideRecord,
        )
        .with_opinion(),
        Step::new(
            "submit_filing",
            ("报送备案材料", "Hand in the filing"),
            &["assembly", "filing_returned"],
            "filing_review",
            Way::Up,
            Action::EditRecord,
        )
        .by_form(),
        Step::new(
            "withdraw_filing",
            ("撤回", "Withdraw"),
            &["filing_review"],
            "assembly",
            Way::Recall,
            Action::EditRecord,
        ),
        Step::new("file", ("备案", "File"), &["filing_review"], FILED, Way::Pass, Action::DecideRecord),
        Step::new(
            "return_filing",
            ("退回备案", "Return"),
            &["filing_review"],
            "filing_returned",
            Way::Back,
            Action::DecideRecord,
        )
        .with_opinion(),
    ],
};

/// 通知报送 (E-095, E-096): the association sends it, the society answers as often as it likes.
pub const PARTY_ANSWER: Flow = Flow {
    key: "party_answer",
    version: 1,
    climbs: false,
    days: None,
    states: &[
        state("sent", ("已下发", "Sent out"), Tone::Neutral).open(),
        state("answered", ("已反馈", "Answered"), Tone::Success).open(),
    ],
    steps: &[Step::new("answer", ("反馈", "Answer"), &["sent", "answered"], "answered", Way::End, Action::EditRecord)
        .by_form()],
};

/// 逐级上报 (S-004): the unit above decides, then every higher one up to the root. A unit that got it back hands it in
/// again or sends it further down.
pub const CLIMB: Flow = Flow {
    key: "climb",
    version: 1,
    climbs: true,
    days: Some(15),
    states: &[
        state("draft", ("草稿", "Draft"), Tone::Waiting).open(),
        state("valid", ("已上报待审核", "Handed up, waiting for review"), Tone::Waiting),
        state("returned", ("审核退回", "Returned"), Tone::Danger).open(),
        state("approved", ("审核通过", "Approved"), Tone::Success),
    ],
    steps: &[
        Step::new("submit", ("上报", "Hand up"), &["draft"], "valid", Way::Up, Action::EditRecord).by_form(),
        Step::new(RESUBMIT, ("重新上报", "Hand up again"), &["returned"], "valid", Way::Up, Action::EditRecord)
            .by_form(),
        Step::new("withdraw", ("撤回", "Withdraw"), &["valid"], "draft", Way::Recall, Action::EditRecord),
        Step::new("forward", ("再次上报", "Forward again"), &["returned"], "valid", Way::Up, Action::DecideRecord),
        Step::new("return", ("退回", "Return"), &["valid", "returned"], "returned", Way::Back, Action::DecideRecord)
            .with_opinion(),
        Step::new("approve", ("通过", "Approve"), &["valid"], "approved", Way::Pass, Action::DecideRecord),
    ],
};

/// Every version of every flow, for pages and tests that go through all of them.
pub const FLOWS: [&Flow; 8] =
    [&APPLICATION, &EVALUATION, &NOMINEE, &ACTIVITY, &PARTY_GROUP_LEAVE, &REELECTION, &PARTY_ANSWER, &CLIMB];
