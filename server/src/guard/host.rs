//! The `Host` allow-list: on loopback only loopback names are answered, so that a page elsewhere can't reach this server by
//! pointing its own name here (DNS rebinding).

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use shared::wire::problem::Code;

use crate::app::App;
use crate::error::{Answer, Failure};

/// Refuses a request that names another host.
pub(crate) async fn check(State(app): State<App>, request: Request, next: Next) -> Answer<Response> {
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).or_else(|| request.uri().host());
    if app.settings.listen.ip().is_loopback() && !named.is_some_and(is_loopback) {
        let detail = "This server answers on this machine only. Open it as http://localhost or http://127.0.0.1 with its port.";
        return Err(Failure::new(Code::WrongHost, detail, vec![]));
    }
    Ok(next.run(request).await)
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || address.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_names_of_this_machine_pass() {
        for host in ["localhost", "localhost:7878", "LOCALHOST:1", "127.0.0.1:7878", "127.9.9.9", "[::1]:7878", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["", "example.com", "example.com:7878", "localhost.example.com", "127.0.0.1.example.com", "10.0.0.1", "[::2]:7878"] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
