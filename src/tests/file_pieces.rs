//! Uploads in pieces: they go on where they stopped, for the one who began them, within the limits of the place.

use reqwest::{Method, Response};
use serde_json::json;
use societas::domain::error::{AppError, ProblemCode};
use societas::domain::ids::UploadId;
use societas::domain::upload::Progress;
use societas::service::Ctx;
use societas::service::file::unused::{INCOMING_MS, remove_unused};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::message::later;
use super::support::{Browser, TestApp, failure, on_each_database};

async fn begin(browser: &Browser, path: &str, name: &str, size_bytes: i64) -> Response {
    let request = browser.raw(Method::POST, path).header("sec-fetch-site", "same-origin");
    request.json(&json!({ "name": name, "size_bytes": size_bytes })).send().await.unwrap()
}

async fn begun(browser: &Browser, size_bytes: usize) -> UploadId {
    let answer = begin(browser, "/uploads?register=policy_doc&field=file", "章程 全文.pdf", size_bytes as i64).await;
    assert_eq!(answer.status(), 200);
    let progress: Progress = answer.json().await.unwrap();
    assert_eq!((progress.offset, progress.file), (0, None));
    progress.upload
}

async fn send(browser: &Browser, id: UploadId, offset: usize, bytes: &[u8]) -> Response {
    let request = browser.raw(Method::POST, &format!("/uploads/{id}?offset={offset}"));
    request.header("sec-fetch-site", "same-origin").body(bytes.to_vec()).send().await.unwrap()
}

async fn far(browser: &Browser, id: UploadId) -> Response {
    browser.raw(Method::GET, &format!("/uploads/{id}")).send().await.unwrap()
}

async fn progress(answer: Response) -> Progress {
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

fn waiting(test: &TestApp) -> usize {
    std::fs::read_dir(test.app.settings.data.join("incoming")).map_or(0, Iterator::count)
}

fn content() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((0..300_000_u32).flat_map(u32::to_le_bytes));
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_goes_on_where_it_stopped() {
    on_each_database(|test: TestApp| async move {
        let (browser, whole) = (test.browser("secretary").await, content());
        let id = begun(&browser, whole.len()).await;
        let first = progress(send(&browser, id, 0, &whole[..500_000]).await).await;
        assert_eq!((first.offset, first.file.is_none()), (500_000, true));
        // The same piece again, and one that leaves a gap: the answer says where to go on.
        for (offset, piece) in [(0, &whole[..500_000]), (700_000, &whole[700_000..])] {
            assert_eq!(progress(send(&browser, id, offset, piece).await).await.offset, 500_000);
        }
        assert_eq!(progress(far(&browser, id).await).await.offset, 500_000);
        for login in ["lixue", "stranger", "admin"] {
            let other = test.browser(login).await;
            assert_eq!(far(&other, id).await.status(), 404, "{login}");
            assert_eq!(send(&other, id, 500_000, b"x").await.status(), 404, "{login}");
        }
        assert_eq!(far(&test.visitor(), id).await.status(), 401);

        let last = progress(send(&browser, id, 500_000, &whole[500_000..]).await).await;
        let file = last.file.unwrap();
        assert_eq!((file.name.as_str(), file.size_bytes as usize), ("章程 全文.pdf", whole.len()));
        assert_eq!(progress(far(&browser, id).await).await.file, Some(file.clone()), "the answer to the last got lost");
        assert_eq!(waiting(&test), 0);
        let answer = browser.get(&format!("/files/{}", file.file)).await;
        assert!(answer.bytes().await.unwrap() == whole, "the bytes came back as they went");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_piece_that_breaks_off_keeps_what_came() {
    on_each_database(|test: TestApp| async move {
        let (browser, whole) = (test.browser("secretary").await, content());
        let id = begun(&browser, whole.len()).await;
        let (sent, came) = tokio::sync::oneshot::channel::<()>();
        let begin = whole[..100_000].to_vec();
        let broken = futures::stream::unfold((Some(begin), Some(came)), |(part, came)| async move {
            match part {
                Some(part) => Some((Ok(part), (None, came))),
                None => {
                    let _ = came?.await;
                    Some((Err(std::io::Error::other("the line is dead")), (None, None)))
                }
            }
        });
        let request = browser.raw(Method::POST, &format!("/uploads/{id}?offset=0"));
        let request = request.header("sec-fetch-site", "same-origin").body(reqwest::Body::wrap_stream(broken));
        let sending = tokio::spawn(request.send());
        for _ in 0..100 {
            if progress(far(&browser, id).await).await.offset == 100_000 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        drop(sent);
        assert!(sending.await.unwrap().is_err());
        assert_eq!(progress(far(&browser, id).await).await.offset, 100_000);
        assert!(progress(send(&browser, id, 100_000, &whole[100_000..]).await).await.file.is_some());
    })
    .await;
}

/// Reads until `end` has come.
async fn read_until(line: &mut TcpStream, end: &str) -> String {
    let mut text = String::new();
    while !text.contains(end) {
        let mut bytes = [0; 4096];
        let many = line.read(&mut bytes).await.unwrap();
        assert!(many > 0, "the line was closed after {text}");
        text.push_str(&String::from_utf8_lossy(&bytes[..many]));
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_still_sending_reads_why_it_was_refused() {
    on_each_database(|test: TestApp| async move {
        let mut line = TcpStream::connect(test.addr).await.unwrap();
        let piece = vec![0; 4 << 20];
        let head = format!(
            "POST /uploads/{}?offset=0 HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\nContent-Length: {}\r\n\r\n",
            UploadId::fresh(),
            test.addr,
            piece.len()
        );
        line.write_all(head.as_bytes()).await.unwrap();
        line.write_all(&piece[..1000]).await.unwrap();
        let answer = read_until(&mut line, "not_signed_in").await;
        assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
        // The browser sends on all the same, and its next call takes the same line.
        line.write_all(&piece[1000..]).await.unwrap();
        line.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        assert!(read_until(&mut line, "ok").await.starts_with("HTTP/1.1 200"));
    })
    .await;
}

/// each place has its own limits.
#[tokio::test(flavor = "multi_thread")]
async fn the_limits_of_the_place_hold_across_pieces() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        let path = "/uploads?register=policy_doc&field=file";
        let large = failure(begin(&browser, path, "a.pdf", 1 << 40).await).await;
        assert!(matches!(large, AppError::TooLarge { .. }), "{large:?}");
        assert_eq!(begin(&browser, path, "a.pdf", 0).await.status(), 422);
        let exe = failure(begin(&browser, path, "a.exe", 10).await).await;
        assert!(matches!(exe, AppError::Invalid { ref problems } if problems[0].code == ProblemCode::FileKind));
        assert_eq!(begin(&browser, "/uploads?register=member_level", "a.pdf", 10).await.status(), 404);
        assert_eq!(begin(&test.visitor(), path, "a.pdf", 10).await.status(), 401);
        assert_eq!(waiting(&test), 0);

        let id = begun(&browser, 20).await;
        let more = failure(send(&browser, id, 0, &[b'x'; 21]).await).await;
        assert!(matches!(more, AppError::TooLarge { .. }), "more than announced: {more:?}");

        // No PDF: refused when it is complete, and forgotten.
        let id = begun(&browser, 20).await;
        let lie = failure(send(&browser, id, 0, &[b'x'; 20]).await).await;
        assert!(matches!(lie, AppError::Invalid { ref problems } if problems[0].code == ProblemCode::FileKind));
        assert_eq!(far(&browser, id).await.status(), 404);

        for _ in 0..40 {
            begin(&browser, path, "a.pdf", 10).await;
        }
        assert_eq!(failure(begin(&browser, path, "a.pdf", 10).await).await, AppError::Busy);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unfinished_upload_ends_after_a_day() {
    on_each_database(|test: TestApp| async move {
        let browser = test.browser("secretary").await;
        let id = begun(&browser, 20).await;
        send(&browser, id, 0, b"%PDF").await;
        let system = later(&Ctx::anonymous(test.app.clone()), INCOMING_MS + 60_000);
        remove_unused(&system).await.unwrap();
        assert_eq!(far(&browser, id).await.status(), 404);
        assert_eq!(waiting(&test), 0);
        let mut tx = test.tx().await;
        let rows = tx.one("SELECT COUNT(*) AS n FROM uploads", Vec::new()).await.unwrap();
        assert_eq!(rows.get::<i64>("n").unwrap(), 0);
    })
    .await;
}
