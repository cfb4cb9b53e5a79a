//! As much HTTP/1.1 as polling and measuring our own server on loopback needs: whole answers over a
//! connection that is kept.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, bail};

const PATIENCE: Duration = Duration::from_secs(30);

/// A kept connection.
pub struct Connection {
    stream: BufReader<TcpStream>,
}

/// What came back; the body was read and counted, not kept.
pub struct Answer {
    pub status: u16,
    pub body_bytes: u64,
    /// The server will close this connection.
    pub last: bool,
}

impl Connection {
    pub fn open(address: SocketAddr) -> Result<Self> {
        let stream =
            TcpStream::connect_timeout(&address, PATIENCE).with_context(|| format!("no connection to {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let stream = BufReader::with_capacity(64 << 10, stream);
        Ok(Self { stream })
    }

    /// Sends a whole request as made by [`request`] and reads the whole answer.
    pub fn send(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.get_mut().write_all(request)?;
        let mut line = String::new();
        self.line(&mut line)?;
        let status = line
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .with_context(|| format!("not an HTTP answer: {line:?}"))?;
        let (mut length, mut chunked, mut last) = (None, false, false);
        loop {
            self.line(&mut line)?;
            if line.is_empty() {
                break;
            }
            let Some((name, value)) = line.split_once(':') else {
                bail!("not a header line: {line:?}");
            };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().ok(),
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "connection" => last = value.eq_ignore_ascii_case("close"),
                _ => {}
            }
        }
        let body_bytes = match (chunked, length) {
            (true, _) => self.chunks(&mut line)?,
            (false, Some(length)) => self.skip(length)?,
            (false, None) if matches!(status, 204 | 304) => 0,
            (false, None) => {
                last = true;
                std::io::copy(&mut self.stream, &mut std::io::sink())?
            }
        };
        Ok(Answer { status, body_bytes, last })
    }

    fn line(&mut self, line: &mut String) -> Result<()> {
        line.clear();
        if self.stream.read_line(line)? == 0 {
            bail!("the server closed the connection");
        }
        line.truncate(line.trim_end().len());
        Ok(())
    }

    fn skip(&mut self, length: u64) -> Result<u64> {
        let read = std::io::copy(&mut self.stream.by_ref().take(length), &mut std::io::sink())?;
        if read < length {
            bail!("the answer ended early");
        }
        Ok(length)
    }

    fn chunks(&mut self, line: &mut String) -> Result<u64> {
        let mut total = 0;
        loop {
            self.line(line)?;
            let size = line.split(';').next().unwrap_or_default().trim();
            let size = u64::from_str_radix(size, 16).with_context(|| format!("not a chunk size: {size:?}"))?;
            total += self.skip(size)?;
            self.line(line)?;
            if size == 0 {
                return Ok(total);
            }
        }
    }
}

/// The bytes of a request on a kept connection. A body is sent as JSON.
pub fn request(address: SocketAddr, method: &str, path: &str, cookie: Option<&str>, body: Option<&str>) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\naccept: text/html, application/json\r\n");
    if let Some(cookie) = cookie {
        text += &format!("cookie: {cookie}\r\n");
    }
    if let Some(body) = body {
        // The server refuses a change that does not come from its own pages.
        let kind = if body.starts_with('{') { "json" } else { "x-www-form-urlencoded" };
        text += &format!(
            "origin: http://{address}\r\ncontent-type: application/{kind}\r\ncontent-length: {}\r\n",
            body.len()
        );
    }
    text += "\r\n";
    text += body.unwrap_or_default();
    text.into_bytes()
}

/// The status of one GET.
pub fn get_status(address: SocketAddr, path: &str) -> Result<u16> {
    let request = request(address, "GET", path, None, None);
    Ok(Connection::open(address)?.send(&request)?.status)
}

#[cfg(test)]
mod tests {
    use super::{Connection, request};
    use std::io::{Read, Write};
    use std::net::TcpListener;

    /// Answers each request on one connection with the next of these bytes.
    fn server(answers: &'static [&'static str]) -> std::net::SocketAddr {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = socket.local_addr().expect("an address");
        std::thread::spawn(move || {
            let (mut stream, _) = socket.accept().expect("a client");
            for answer in answers {
                let mut buffer = [0; 1024];
                let _ = stream.read(&mut buffer).expect("a request");
                stream.write_all(answer.as_bytes()).expect("an open client");
            }
        });
        address
    }

    #[test]
    fn kept_connection_reads_each_answer_to_its_end() {
        let address = server(&[
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0a;x=y\r\n0123456789\r\n0\r\n\r\n",
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 503 Busy\r\nconnection: close\r\n\r\nno length",
        ]);
        let ask = request(address, "GET", "/", Some("a=b"), None);
        let mut connection = Connection::open(address).expect("a server");
        for (status, bytes, last) in [(200, 5, false), (200, 13, false), (204, 0, false), (503, 9, true)] {
            let answer = connection.send(&ask).expect("an answer");
            assert_eq!((answer.status, answer.body_bytes, answer.last), (status, bytes, last));
        }
        assert!(connection.send(&ask).is_err());
    }
}
