//! Pictures and PDF in the browser: shown to those who may take them away, as what they are, and nothing else.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response};
use serde_json::json;
use societas::domain::form::{Answer, FileRef};
use societas::domain::record::SaveMode;
use societas::service::Ctx;
use societas::service::file::unused::{UNATTACHED_MS, remove_unused};
use societas::service::register::save_record;

use super::file::stored;
use super::file_unused::kept;
use super::message::later;
use super::support::{Browser, TestApp, on_each_database};

/// A picture of that size.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(width, height).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Uploads that content for the archive.
pub async fn sent(browser: &Browser, name: &str, bytes: Vec<u8>) -> FileRef {
    let form = Form::new().part("file", Part::bytes(bytes).file_name(name.to_owned()));
    let request = browser.raw(Method::POST, "/files?register=archive&field=files");
    let answer = request.header("sec-fetch-site", "same-origin").multipart(form).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{name}");
    answer.json().await.unwrap()
}

fn header(answer: &Response, name: &str) -> String {
    answer.headers().get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default()
}

async fn downloads(test: &TestApp) -> i64 {
    let sql = "SELECT COUNT(*) AS n FROM events WHERE action = 'file.download'";
    test.tx().await.one(sql, Vec::new()).await.unwrap().get("n").unwrap()
}

/// REG-20: what lies in the archive is looked at without taking it away.
#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_shown_small_and_whole() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        let whole = png(800, 600);
        let file = sent(&browser, "现场 照片.png", whole.clone()).await;
        let small = format!("/files/{}/small", file.file);
        let preview = format!("/files/{}/preview", file.file);

        let mut bodies = Vec::new();
        for _ in 0..2 {
            let answer = browser.get(&small).await;
            assert_eq!((answer.status().as_u16(), header(&answer, "content-type").as_str()), (200, "image/jpeg"));
            assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
            assert!(header(&answer, "content-security-policy").contains("sandbox"));
            bodies.push(answer.bytes().await.unwrap());
        }
        let picture = image::load_from_memory(&bodies[0]).unwrap();
        assert_eq!((picture.width(), picture.height()), (320, 240));
        assert_eq!(bodies[0], bodies[1]);
        assert_eq!((kept(&test), downloads(&test).await), (2, 0), "made once; the page that shows it is what is noted");

        let answer = browser.get(&preview).await;
        assert_eq!((answer.status().as_u16(), header(&answer, "content-type").as_str()), (200, "image/png"));
        assert_eq!(header(&answer, "cache-control"), "private, no-cache");
        assert!(header(&answer, "content-disposition").starts_with("inline; filename=\"file.png\"; filename*=UTF-8''"));
        assert!(header(&answer, "content-security-policy").contains("sandbox"));
        let tag = header(&answer, "etag");
        assert_eq!(answer.bytes().await.unwrap(), whole);
        let again = browser.raw(Method::GET, &preview).header("if-none-match", &tag).send().await.unwrap();
        assert_eq!((again.status().as_u16(), again.bytes().await.unwrap().len()), (304, 0));
        assert_eq!(downloads(&test).await, 1);

        let system = later(&Ctx::anonymous(test.app.clone()), UNATTACHED_MS + 60_000);
        assert_eq!(remove_unused(&system).await.unwrap(), 1);
        assert_eq!(kept(&test), 0, "the small one goes along");
        assert_eq!(browser.get(&small).await.status(), 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_pictures_and_pdf_are_shown() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        let status =
            async |file: &FileRef, how: &str| browser.get(&format!("/files/{}/{how}", file.file)).await.status();

        let pdf = stored(&browser).await;
        let answer = browser.get(&format!("/files/{}/preview", pdf.file)).await;
        assert_eq!((answer.status().as_u16(), header(&answer, "content-type").as_str()), (200, "application/pdf"));
        assert!(header(&answer, "content-disposition").starts_with("inline;"));
        assert!(header(&answer, "content-security-policy").starts_with("default-src 'none';"));
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
        assert_eq!(status(&pdf, "small").await, 404);

        let old = sent(&browser, "报告.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....".to_vec()).await;
        assert_eq!((status(&old, "preview").await.as_u16(), status(&old, "small").await.as_u16()), (404, 404));
        let broken = sent(&browser, "坏.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()).await;
        for _ in 0..2 {
            assert_eq!(status(&broken, "small").await, 404);
        }
        assert_eq!(browser.get("/files/none/preview").await.status(), 404);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_take_a_file_away_is_shown_nothing() {
    on_each_database(|test: TestApp| async move {
        let (browser, me) = (test.browser("secretary").await, test.ctx("secretary").await);
        let file = sent(&browser, "照片.png", png(4, 3)).await;
        let mut typed = Answer::default();
        typed.set("name", "照片");
        typed.0.insert("files".into(), serde_json::from_value(json!([file])).unwrap());
        for how in ["preview", "small"] {
            let path = format!("/files/{}/{how}", file.file);
            assert_eq!(browser.get(&path).await.status(), 200);
            assert_eq!(test.browser("lixue").await.get(&path).await.status(), 404, "before the save");
            assert_eq!(test.visitor().get(&path).await.status(), 401);
        }
        save_record(&me, test.society, "archive", None, 0, typed, SaveMode::Draft).await.unwrap();
        for how in ["preview", "small"] {
            let path = format!("/files/{}/{how}", file.file);
            for (login, status) in [("lixue", 200), ("reviewer", 404), ("stranger", 404), ("admin", 404)] {
                assert_eq!(test.browser(login).await.get(&path).await.status(), status, "{login} {how}");
            }
        }
    })
    .await;
}
