//! HTTP Basic for everything but links, where an admin password is set. Links carry their own capability.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::TypedHeader;
use axum_extra::headers::Authorization;
use axum_extra::headers::authorization::Basic;
use shared::wire::problem::Code;
use subtle::ConstantTimeEq;

use crate::app::App;
use crate::error::{Answer, Failure};

/// What a holder of a link, or a probe, may reach without the password.
const OPEN: [&str; 4] = ["/assets/", "/s/", "/api/links/", "/health/"];

/// Asks for the password.
pub(crate) async fn check(
    State(app): State<App>,
    given: Option<TypedHeader<Authorization<Basic>>>,
    request: Request,
    next: Next,
) -> Answer<Response> {
    let open = OPEN.iter().any(|prefix| request.uri().path().starts_with(prefix));
    let right =
        app.settings.admin_password.as_deref().is_none_or(|password| {
            given.is_some_and(|TypedHeader(Authorization(basic))| basic.password().as_bytes().ct_eq(password.as_bytes()).into())
        });
    if open || right { Ok(next.run(request).await) } else { Err(unauthorized()) }
}

fn unauthorized() -> Failure {
    Failure::new(Code::Unauthorized, "This needs the server's password. To see a shared dashboard, open its link.", vec![])
}
