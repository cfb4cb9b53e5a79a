//! The store of files on a server that speaks S3: a real one, on a port of this machine.

use axum::Router;
use axum::error_handling::HandleError;
use axum::http::StatusCode;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use s3s::HttpError;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use societas::domain::error::AppError;
use societas::domain::form::FileRef;
use societas::service::Ctx;
use societas::service::file::S3Settings;
use societas::service::file::unused::{UNATTACHED_MS, remove_unused};

use super::file::send_to;
use super::file_preview::{png, sent};
use super::message::later;
use super::support::{TestApp, failure, on_each_database};

const SECRET: &str = "societas-test-secret";

/// A server that keeps the bucket `files` in the data folder of the test; its address.
async fn serve(test: &TestApp) -> String {
    let root = test.app.settings.data.join("s3");
    std::fs::create_dir_all(root.join("files")).unwrap();
    let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(&root).unwrap());
    builder.set_auth(SimpleAuth::from_single("societas", SECRET));
    let failed = |_: HttpError| async { StatusCode::INTERNAL_SERVER_ERROR };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let site = Router::new().fallback_service(HandleError::new(builder.build(), failed));
    tokio::spawn(async move { axum::serve(listener, site).await });
    address
}

fn settings(endpoint: &str, secret: &str) -> S3Settings {
    S3Settings {
        bucket: "files".into(),
        endpoint: endpoint.into(),
        region: "us-east-1".into(),
        key: "societas".into(),
        secret: secret.into(),
    }
}

/// How many objects lie in the bucket.
fn objects(test: &TestApp) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
        entries.map(|e| if e.path().is_dir() { count(&e.path()) } else { 1 }).sum()
    }
    count(&test.app.settings.data.join("s3/files"))
}

#[tokio::test(flavor = "multi_thread")]
async fn files_lie_in_the_bucket() {
    on_each_database(|test: TestApp| async move {
        let endpoint = serve(&test).await;
        let there = test.restarted(|s| s.s3 = Some(settings(&endpoint, SECRET))).await;
        let browser = there.browser("secretary").await;

        // More than one part of a multipart upload.
        let mut large = b"%PDF-1.7\n".to_vec();
        large.resize(11 << 20, b'x');
        let form = Form::new().part("file", Part::bytes(large.clone()).file_name("大文件.pdf"));
        let request = browser.raw(Method::POST, "/files").header("sec-fetch-site", "same-origin").multipart(form);
        let file: FileRef = request.send().await.unwrap().json().await.unwrap();
        let answer = browser.get(&format!("/files/{}", file.file)).await;
        assert_eq!(answer.status(), 200);
        assert!(answer.bytes().await.unwrap() == large, "the bytes came back as they went");

        let picture = sent(&browser, "照片.png", png(400, 300)).await;
        for _ in 0..2 {
            assert_eq!(browser.get(&format!("/files/{}/small", picture.file)).await.status(), 200);
        }
        assert_eq!(objects(&test), 3);
        assert!(!test.app.settings.data.join("files").exists(), "nothing lies in the local folder");

        let system = later(&Ctx::anonymous(there.app.clone()), UNATTACHED_MS + 60_000);
        assert_eq!(remove_unused(&system).await.unwrap(), 2);
        assert_eq!(objects(&test), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_does_not_let_us_in_is_a_fault_of_ours() {
    on_each_database(|test: TestApp| async move {
        let endpoint = serve(&test).await;
        let wrong = settings(&endpoint, "another");
        assert!(!format!("{wrong:?}").contains("another"), "a secret is not shown");
        let there = test.restarted(|s| s.s3 = Some(wrong)).await;
        let answer = failure(send_to(&there.browser("secretary").await, "/files", "a.pdf").await).await;
        assert!(matches!(answer, AppError::Internal { .. }), "{answer:?}");
        let mut tx = test.tx().await;
        let rows = tx.one("SELECT COUNT(*) AS n FROM files", Vec::new()).await.unwrap();
        assert_eq!(rows.get::<i64>("n").unwrap(), 0);
    })
    .await;
}
