//! Files: what is taken, who may read, what a cut-off upload leaves.

use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response};
use serde_json::json;
use societas::domain::error::{AppError, ProblemCode};
use societas::domain::form::{Answer, FileRef};
use societas::domain::record::SaveMode;
use societas::domain::text::Lang;
use societas::service::evaluation::find_extras;
use societas::service::file::{begin_upload, place};
use societas::service::register::{find_record, save_record};

use super::evaluation::open_batch;
use super::support::{Browser, TestApp, failure, on_each_database};

const PDF: &[u8] = b"%PDF-1.7\nexample";

/// Posts a small PDF by that name there.
pub async fn send_to(browser: &Browser, path: &str, name: &str) -> Response {
    let form = Form::new().part("file", Part::bytes(PDF.to_vec()).file_name(name.to_owned()));
    browser.raw(Method::POST, path).header("sec-fetch-site", "same-origin").multipart(form).send().await.unwrap()
}

/// An upload that is attached to nothing yet.
pub async fn stored(browser: &Browser) -> FileRef {
    let answer = send_to(browser, "/files", "章程 (2024).pdf").await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

/// who may read the record may read its file and nobody else; its Chinese name survives; nothing leads to where it
/// lies but this address.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_follows_its_record() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        let file = stored(&browser).await;
        assert_eq!((file.name.as_str(), file.size_bytes), ("章程 (2024).pdf", PDF.len() as i64));
        let path = format!("/files/{}", file.file);
        assert_eq!(browser.get(&path).await.status(), 200);
        for login in ["lixue", "reviewer", "stranger", "admin"] {
            assert_eq!(test.browser(login).await.get(&path).await.status(), 404, "{login} before the save");
        }

        let me = test.ctx("secretary").await;
        let mut typed = Answer::default();
        typed.set("name", "章程");
        let key = "file".to_owned();
        let lie = json!([{ "file": file.file, "name": "x.exe", "size_bytes": 1 }]);
        typed.0.insert(key.clone(), serde_json::from_value(lie).unwrap());
        let kept = save_record(&me, test.society, "policy_doc", None, 0, typed.clone(), SaveMode::Draft).await.unwrap();
        let view = find_record(&me, "policy_doc", kept.id).await.unwrap();
        assert_eq!(view.answer.files(&key), std::slice::from_ref(&file), "name and size are those of the stored file");
        for (login, status) in [("lixue", 200), ("reviewer", 404), ("stranger", 404)] {
            assert_eq!(test.browser(login).await.get(&path).await.status(), status, "{login} while it is a draft");
        }

        let answer = browser.get(&path).await;
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/pdf");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("content-security-policy").contains("sandbox"));
        assert_eq!(
            header("content-disposition"),
            "attachment; filename=\"file.pdf\"; filename*=UTF-8''%E7%AB%A0%E7%A8%8B%20%282024%29.pdf"
        );
        assert_eq!(answer.bytes().await.unwrap(), PDF);

        let data = &test.app.settings.data;
        for shelf in std::fs::read_dir(data.join("files")).unwrap() {
            for kept in std::fs::read_dir(shelf.unwrap().path()).unwrap() {
                let place = kept.unwrap().path().strip_prefix(data).unwrap().display().to_string();
                assert_eq!(browser.get(&format!("/{place}")).await.status(), 404, "{place} is no address");
            }
        }

        let stranger = test.ctx("stranger").await;
        let stolen =
            save_record(&stranger, test.other, "policy_doc", None, 0, typed, SaveMode::Valid).await.unwrap_err();
        match stolen {
            AppError::Invalid { problems } => {
                assert!(problems.iter().any(|p| p.path == key && p.code == ProblemCode::UnknownFile), "{problems:?}");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(test.browser("stranger").await.get(&path).await.status(), 404);
        assert!(find_record(&me, "policy_doc", kept.id).await.is_ok());
    })
    .await;
}

/// the same holds for evidence.
#[tokio::test(flavor = "multi_thread")]
async fn evidence_of_a_bonus_item_follows_the_evaluation() {
    on_each_database(|test: TestApp| async move {
        open_batch(&test).await;
        let browser = test.browser("lixue").await;
        let file = stored(&browser).await;
        let fill = async |browser: &Browser, file: &FileRef| {
            let reference = serde_json::to_string(file).unwrap();
            let fields =
                [("kind", "bonus"), ("code", "B1"), ("points", "2"), ("note", "获奖"), ("files[]", reference.as_str())];
            browser.call("evaluation/fill_extra", &fields).await
        };
        assert_eq!(fill(&browser, &file).await.status(), 200);
        let (extras, _) = find_extras(&test.ctx("secretary").await, Lang::Zh).await.unwrap();
        assert_eq!(extras.bonus[0].files, std::slice::from_ref(&file));
        let path = format!("/files/{}", file.file);
        for (login, status) in [("secretary", 200), ("reviewer", 200), ("stranger", 404)] {
            assert_eq!(test.browser(login).await.get(&path).await.status(), status, "{login}");
        }
        let foreign = fill(&test.browser("shuxue").await, &file).await;
        assert_eq!(foreign.status(), 422);
        let AppError::Invalid { problems } = failure(foreign).await else { panic!("not invalid") };
        assert_eq!((problems[0].path.as_str(), problems[0].code), ("files", ProblemCode::UnknownFile));
        assert_eq!(fill(&browser, &file).await.status(), 200, "what is attached already stays attached");
    })
    .await;
}

/// REG-08, X-006: suffix and content must agree and the size is bounded; the refusal says which it was.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_a_file_of_its_kind_is_refused() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        for (name, bytes) in [
            ("a.exe", PDF.to_vec()),
            ("a", PDF.to_vec()),
            ("a.pdf", b"<html><script>alert(1)</script>".to_vec()),
            ("a.pdf", Vec::new()),
            ("a.docx", b"PK\x03\x04 no archive".to_vec()),
            ("a.png", PDF.to_vec()),
        ] {
            let form = Form::new().part("file", Part::bytes(bytes).file_name(name.to_owned()));
            let request = browser.raw(Method::POST, "/files").header("sec-fetch-site", "same-origin").multipart(form);
            match failure(request.send().await.unwrap()).await {
                AppError::Invalid { problems } => assert_eq!(problems[0].code, ProblemCode::FileKind, "{name}"),
                other => panic!("{name}: {other:?}"),
            }
        }
        let large = send_to_with(&browser, "/files", "a.pdf", (20 << 20) + 1).await;
        assert_eq!(failure(large).await, AppError::TooLarge { limit_bytes: 20 << 20 });
        assert_eq!(send_to(&browser, "/files?register=policy_doc&field=file", "a.pdf").await.status(), 200);
        assert_eq!(
            send_to(&browser, "/files?register=member", "a.pdf").await.status(),
            200,
            "any field of the register"
        );
        assert_eq!(send_to(&browser, "/files?register=member_level", "a.pdf").await.status(), 404, "it takes no files");
        assert_eq!(send_to(&browser, "/files?register=member&field=name", "a.pdf").await.status(), 404);
        assert_eq!(send_to(&test.visitor(), "/files", "a.pdf").await.status(), 401);
        let no_form = browser.raw(Method::POST, "/files").header("sec-fetch-site", "same-origin").body("x");
        assert_eq!(no_form.send().await.unwrap().status(), 422);
        assert_eq!(left_over(&test), 0);
    })
    .await;
}

async fn send_to_with(browser: &Browser, path: &str, name: &str, size: usize) -> Response {
    let mut bytes = PDF.to_vec();
    bytes.resize(size, b' ');
    let form = Form::new().part("file", Part::bytes(bytes).file_name(name.to_owned()));
    browser.raw(Method::POST, path).header("sec-fetch-site", "same-origin").multipart(form).send().await.unwrap()
}

fn left_over(test: &TestApp) -> usize {
    std::fs::read_dir(test.app.settings.data.join("incoming")).map_or(0, Iterator::count)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_off_upload_leaves_nothing() {
    on_each_database(|test: TestApp| async move {
        let me = test.ctx("secretary").await;
        let mut upload = begin_upload(&me, place(&me, "", "").unwrap(), "a.pdf").await.unwrap();
        upload.write(PDF).await.unwrap();
        assert_eq!(left_over(&test), 1);
        drop(upload);
        assert_eq!(left_over(&test), 0);
        assert!(!test.app.settings.data.join("files").exists());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_form_post_carries_files() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        let me = test.ctx("secretary").await;
        let form = Form::new()
            .text("name", "张三")
            .text("_mode", "draft")
            .part("attachments", Part::bytes(PDF.to_vec()).file_name("证明.pdf"))
            .part("attachments", Part::bytes(Vec::new()).file_name(""));
        let request = browser.raw(Method::POST, "/records/member/save").header("sec-fetch-site", "same-origin");
        let answer = request.multipart(form).send().await.unwrap();
        assert_eq!(answer.status(), 303);
        let location = answer.headers()["location"].to_str().unwrap().to_owned();
        let view = find_record(&me, "member", location.rsplit('/').next().unwrap().parse().unwrap()).await.unwrap();
        assert_eq!(view.answer.files("attachments")[0].name, "证明.pdf");
    })
    .await;
}
