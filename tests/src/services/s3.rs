//! An object store that speaks S3.

use std::net::TcpStream;
use std::process::Command;

use tempfile::TempDir;

use super::{Program, free_port, python_program};
use crate::http::{Client, Reply, encode};
use crate::server::until;

/// The bucket that is there.
const BUCKET: &str = "sightline-test";

/// A place in a running store with one bucket. What it holds is gone when the store is killed.
pub struct S3 {
    /// None if others run it.
    own: Option<(Program, TempDir)>,
    endpoint: String,
    /// What the names of its objects begin with.
    prefix: String,
    key: String,
    secret: String,
}

impl S3 {
    /// Starts one that takes any key.
    pub fn start() -> S3 {
        S3::launch(None)
    }

    /// Starts one that takes one key only.
    pub fn with_keys() -> S3 {
        // The store counts what may be done before it asks for a key: the bucket, the user, their rights, their key.
        let mut s3 = S3::launch(Some(4));
        s3.ask("iam", "POST", "/", "Action=CreateUser&UserName=sightline");
        let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#;
        s3.ask("iam", "POST", "/", &format!("Action=PutUserPolicy&UserName=sightline&PolicyName=all&PolicyDocument={}", encode(policy)));
        let made = s3.ask("iam", "POST", "/", "Action=CreateAccessKey&UserName=sightline");
        let text = String::from_utf8(made.body).unwrap();
        let between = |tag: &str| text.split(&format!("<{tag}>")).nth(1).unwrap().split('<').next().unwrap().to_owned();
        (s3.key, s3.secret) = (between("AccessKeyId"), between("SecretAccessKey"));
        s3
    }

    /// A place of its own in a store that takes any key.
    pub fn at(endpoint: &str, prefix: &str) -> S3 {
        S3 { own: None, endpoint: endpoint.to_owned(), prefix: prefix.to_owned(), key: "any".into(), secret: "s3-secret-51ac".into() }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        self.endpoint.trim_start_matches("http://")
    }

    /// How many uploads in parts were begun and neither finished nor given up.
    pub fn unfinished(&self) -> usize {
        let listed = self.ask("s3", "GET", &format!("/{BUCKET}?uploads"), "");
        String::from_utf8(listed.body).unwrap().matches("<UploadId>").count()
    }

    /// The address of the data: `s3://bucket/prefix`.
    pub fn url(&self) -> String {
        format!("s3://{BUCKET}/{}", self.prefix)
    }

    /// The variables by which a client finds it and is let in.
    pub fn environment(&self) -> Vec<(String, String)> {
        self.environment_with(&self.secret)
    }

    /// The same with another secret key.
    pub fn environment_with(&self, secret: &str) -> Vec<(String, String)> {
        let variables = [
            ("AWS_ENDPOINT_URL", self.endpoint.as_str()),
            ("AWS_ALLOW_HTTP", "true"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", &self.key),
            ("AWS_SECRET_ACCESS_KEY", secret),
        ];
        variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    /// The names of all its objects; only of a store that takes any key.
    pub fn objects(&self) -> Vec<String> {
        self.files().into_iter().map(|(name, _)| name).collect()
    }

    /// The same with their sizes in bytes.
    pub fn files(&self) -> Vec<(String, u64)> {
        let listed = self.ask("s3", "GET", &format!("/{BUCKET}?list-type=2&max-keys=1000&prefix={}", encode(&self.prefix)), "");
        let text = String::from_utf8(listed.body).unwrap();
        let tagged = |text: &str, tag: &str| text.split(&format!("<{tag}>")).nth(1).unwrap().split('<').next().unwrap().to_owned();
        text.split("<Contents>").skip(1).map(|object| (tagged(object, "Key"), tagged(object, "Size").parse().unwrap())).collect()
    }

    /// The bytes of an object; only of a store that takes any key.
    pub fn object(&self, key: &str) -> Vec<u8> {
        self.ask("s3", "GET", &format!("/{BUCKET}/{key}"), "").body
    }

    /// Puts bytes in the place of an object; only in a store that takes any key.
    pub fn put_object(&self, key: &str, bytes: &[u8]) {
        let headers = [("authorization", signature("s3")), ("content-type", "application/octet-stream".to_owned())];
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let reply = Client::new(&self.endpoint).send("PUT", &format!("/{BUCKET}/{key}"), &headers, Some(bytes));
        assert_eq!(reply.status, 200, "{reply}");
    }

    /// Takes away all objects whose names begin so; only of a store that takes any key.
    pub fn remove(&self, beginning: &str) {
        let headers = [("authorization", signature("s3"))];
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for key in self.objects().iter().filter(|key| key.starts_with(beginning)) {
            let reply = Client::new(&self.endpoint).send("DELETE", &format!("/{BUCKET}/{key}"), &headers, None);
            assert_eq!(reply.status, 204, "{reply}");
        }
    }

    /// Ends it.
    pub fn kill(&mut self) {
        self.own.as_mut().unwrap().0.kill();
    }

    fn launch(free_actions: Option<u32>) -> S3 {
        let folder = TempDir::new().unwrap();
        let port = free_port();
        let mut command = Command::new(python_program("moto_server"));
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        command.envs(free_actions.map(|count| ("INITIAL_NO_AUTH_ACTION_COUNT", count.to_string())));
        let mut program = Program::start(&mut command, &folder.path().join("log"));
        until("the store listens", || {
            program.expect_alive();
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        let endpoint = format!("http://127.0.0.1:{port}");
        let s3 = S3 { own: Some((program, folder)), ..S3::at(&endpoint, "some/prefix") };
        s3.ask("s3", "PUT", &format!("/{BUCKET}"), "");
        s3
    }

    /// A request of the kind that needs no key; which service it is for is said where a signature would be.
    fn ask(&self, service: &str, method: &str, path: &str, form: &str) -> Reply {
        let signature = signature(service);
        let headers = [("authorization", signature.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        let body = (!form.is_empty()).then_some(form.as_bytes());
        let reply = Client::new(&self.endpoint).send(method, path, &headers, body);
        assert_eq!(reply.status, 200, "{reply}");
        reply
    }
}

/// Says where a signature would be which service a request is for.
fn signature(service: &str) -> String {
    format!("AWS4-HMAC-SHA256 Credential=none/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=none")
}
