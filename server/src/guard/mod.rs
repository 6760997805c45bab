//! What every request passes before its handler: the host it names, the site it comes from, its credentials, how fast its body comes; and
//! the headers that every answer carries.

pub(crate) mod credentials;
pub(crate) mod headers;
pub(crate) mod host;
pub(crate) mod origin;
pub(crate) mod pace;
