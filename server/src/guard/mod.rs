//! What every request passes before its handler: the host it names, the site it comes from, its credentials; and the
//! headers that every answer carries.

pub(crate) mod credentials;
pub(crate) mod headers;
pub(crate) mod host;
pub(crate) mod origin;
