//! The lines of an SMTP conversation. The three digits of an answer decide; its text is for people and may be in any
//! encoding, which is why a library that reads answers as UTF-8 does not read them here.

use std::fmt::{Display, Write};
use std::io::{Error, ErrorKind};

use lettre::transport::smtp::response::Response;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};

/// Both directions of a connection, encrypted or not.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Longer lines are read on and not kept.
const LINE: usize = 2_000;
/// A server that goes on longer than this answers nothing.
const LINES: usize = 500;
/// So much of an answer is told to people.
const SHOWN: usize = 500;

/// What the server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub code: u16,
    /// The text without the digits, line by line, made readable.
    lines: Vec<String>,
}

impl Answer {
    pub const fn is_positive(&self) -> bool {
        matches!(self.code, 200..400)
    }

    pub const fn is_permanent(&self) -> bool {
        matches!(self.code, 500..600)
    }

    /// For people: digits and text, on one line.
    pub fn words(&self) -> String {
        let text = self.lines.join(" ");
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{} {words}", self.code).trim_end().chars().take(SHOWN).collect()
    }

    /// The answer in the library's form, for what it knows to read from answers: extensions and challenges.
    pub fn parsed(&self) -> Option<Response> {
        let (last, rest) = self.lines.split_last()?;
        let mut text = String::new();
        for line in rest {
            write!(text, "{}-{line}\r\n", self.code).ok()?;
        }
        write!(text, "{} {last}\r\n", self.code).ok()?;
        text.parse().ok()
    }
}

/// A connection on which commands and answers take turns.
#[derive(Debug)]
pub struct Conversation<S> {
    stream: BufReader<S>,
}

impl<S: Stream> Conversation<S> {
    pub fn new(stream: S) -> Self {
        Self { stream: BufReader::new(stream) }
    }

    /// The connection, to be encrypted. Nothing may have been said ahead: it would be taken for encrypted.
    pub fn into_stream(self) -> Result<S, Error> {
        if self.stream.buffer().is_empty() {
            Ok(self.stream.into_inner())
        } else {
            Err(Error::new(ErrorKind::InvalidData, "the server talked on before the encryption"))
        }
    }

    /// Says something, its line end included, and hears the answer.
    pub async fn ask(&mut self, command: impl Display) -> Result<Answer, Error> {
        self.write(command.to_string().as_bytes()).await?;
        self.answer().await
    }

    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.stream.get_mut().write_all(bytes).await?;
        self.stream.get_mut().flush().await
    }

    /// The next answer. An error means that there is none: the connection ended, or what came has no digits.
    pub async fn answer(&mut self) -> Result<Answer, Error> {
        let mut lines = Vec::new();
        while lines.len() < LINES {
            let line = line(&mut self.stream).await?;
            let Some((code, more, text)) = read(&line) else {
                if lines.is_empty() {
                    return Err(Error::new(ErrorKind::InvalidData, "the server's answer has no code"));
                }
                // Some servers break a long text and forget the digits.
                lines.push(readable(&line));
                continue;
            };
            lines.push(readable(text));
            if !more {
                return Ok(Answer { code, lines });
            }
        }
        Err(Error::new(ErrorKind::InvalidData, "the server's answer does not end"))
    }
}

/// A line without its end. What is beyond the limit is dropped.
async fn line(stream: &mut (impl AsyncBufRead + Unpin)) -> Result<Vec<u8>, Error> {
    let mut line = Vec::new();
    loop {
        let available = stream.fill_buf().await?;
        if available.is_empty() {
            return Err(Error::new(ErrorKind::UnexpectedEof, "the connection ended"));
        }
        let end = available.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(available.len(), |at| at + 1);
        let kept = end.unwrap_or(available.len()).min(LINE.saturating_sub(line.len()));
        line.extend(available.iter().take(kept));
        stream.consume(taken);
        if end.is_some() {
            while line.last() == Some(&b'\r') {
                line.pop();
            }
            return Ok(line);
        }
    }
}

/// The code, whether more lines follow, and the text. Three digits alone are an answer too (RFC 5321, 4.2).
fn read(line: &[u8]) -> Option<(u16, bool, &[u8])> {
    let (digits, rest) = line.split_at_checked(3)?;
    let code: u16 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    if !digits.iter().all(u8::is_ascii_digit) || !(200..600).contains(&code) {
        return None;
    }
    match rest.split_first() {
        None => Some((code, false, rest)),
        Some((b'-', text)) => Some((code, true, text)),
        Some((b' ' | b'\t', text)) => Some((code, false, text)),
        Some(_) => None,
    }
}

/// The text as people can read it: UTF-8 where it is that, otherwise one letter for each byte, as servers of the west
/// write. Controls would begin lines of their own wherever it is shown.
fn readable(text: &[u8]) -> String {
    let letters = match std::str::from_utf8(text) {
        Ok(text) => text.to_owned(),
        Err(_) => text.iter().map(|byte| char::from(*byte)).collect(),
    };
    letters.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn heard(bytes: &[u8]) -> Result<Answer, String> {
        let (ours, mut theirs) = tokio::io::duplex(1 << 20);
        theirs.write_all(bytes).await.unwrap();
        drop(theirs);
        Conversation::new(ours).answer().await.map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn three_digits_decide_whatever_the_text_is() {
        for (bytes, code, words) in [
            (&b"250 ok\r\n"[..], 250, "250 ok"),
            (b"250\r\n", 250, "250"),
            (b"250 ok\n", 250, "250 ok"),
            (b"550 Bo\xeete pleine\r\n", 550, "550 Boîte pleine"),
            ("550 Boîte pleine\r\n".as_bytes(), 550, "550 Boîte pleine"),
            (b"250-\xff\xfe\r\n250 \x82\xa0\r\n", 250, "250 ÿþ"),
            (b"354-first\r\n354 second\r\n", 354, "354 first second"),
            (
                b"550-5.7.1 one\r\ntwo without digits\r\n550 three\r\n",
                550,
                "550 5.7.1 one two without digits three",
            ),
            (b"554 a\x07b\x1b[31m\r\n", 554, "554 a b [31m"),
            (b"421-closing\r\n554 no\r\n", 554, "554 closing no"),
        ] {
            let answer = heard(bytes).await.unwrap();
            assert_eq!((answer.code, answer.words().as_str()), (code, words), "{bytes:?}");
        }
        let long = [b"550 ".as_slice(), &vec![b'x'; 200_000], b"\r\n"].concat();
        assert_eq!(heard(&long).await.unwrap().code, 550);
    }

    #[tokio::test]
    async fn what_has_no_digits_or_no_end_is_no_answer() {
        for bytes in
            [&b""[..], b"250 ok", b"hello\r\n", b"25 ok\r\n", b"2500 ok\r\n", b"+50 x\r\n", b"900 x\r\n"]
        {
            assert!(heard(bytes).await.is_err(), "{bytes:?}");
        }
        let endless = b"250-more\r\n".repeat(LINES + 1);
        assert!(heard(&endless).await.is_err());
    }

    #[tokio::test]
    async fn extensions_are_found_in_a_text_that_is_not_utf8() {
        let answer = heard(b"250-serveur \xe9t\xe9\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n").await.unwrap();
        let server = answer.parsed().unwrap();
        let info = lettre::transport::smtp::extension::ServerInfo::from_response(&server).unwrap();
        assert!(info.supports_feature(lettre::transport::smtp::extension::Extension::StartTls));
    }

    #[tokio::test]
    async fn what_was_said_before_the_encryption_is_not_taken_over() {
        let (ours, mut theirs) = tokio::io::duplex(1 << 10);
        theirs.write_all(b"220 go\r\n250 injected\r\n").await.unwrap();
        let mut conversation = Conversation::new(ours);
        assert_eq!(conversation.answer().await.unwrap().code, 220);
        assert!(conversation.into_stream().is_err());
    }
}
