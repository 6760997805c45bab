//! Names to addresses: once per hop, by us, so that what was checked is what is connected to. A name that changes its address in between (DNS
//! rebinding) gains nothing.

use std::io;
use std::net::{IpAddr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::address::is_public;
use super::allowed::{Allowed, Leave};
use super::error::{WebError, WebTrouble};

/// Finds the addresses of a name at a port.
pub(super) trait Lookup: AsyncFn(String, u16) -> io::Result<Vec<SocketAddr>> {}

impl<L: AsyncFn(String, u16) -> io::Result<Vec<SocketAddr>>> Lookup for L {}

/// As this machine finds them.
pub(super) async fn of_system(name: String, port: u16) -> io::Result<Vec<SocketAddr>> {
    Ok(tokio::net::lookup_host((name, port)).await?.collect())
}

/// Where the host of an address may be connected to.
///
/// # Errors
/// Nothing may: the setting forbids it, the name is not known, or all its addresses are of private networks.
pub(super) async fn addresses(lookup: &impl Lookup, allowed: &Allowed, url: &Url) -> Result<Vec<SocketAddr>, WebError> {
    let trouble = |trouble| WebError::of(url, trouble);
    let any = match allowed.leave(url) {
        Leave::AnyAddress => true,
        Leave::PublicAddress => false,
        Leave::Off => return Err(trouble(WebTrouble::Off)),
        Leave::NotNamed => return Err(trouble(WebTrouble::NotNamed)),
    };
    let port = url.port_or_known_default().unwrap_or_default();
    let found: Vec<SocketAddr> = match url.host() {
        Some(Host::Ipv4(address)) => vec![(IpAddr::V4(address), port).into()],
        Some(Host::Ipv6(address)) => vec![(IpAddr::V6(address), port).into()],
        Some(Host::Domain(name)) => lookup(name.to_owned(), port).await.map_err(|_| trouble(WebTrouble::Name))?,
        None => Vec::new(),
    };
    if found.is_empty() {
        return Err(trouble(WebTrouble::Name));
    }
    let open: Vec<SocketAddr> = found.into_iter().filter(|address| any || is_public(address.ip())).collect();
    if open.is_empty() { Err(trouble(WebTrouble::Private)) } else { Ok(open) }
}

/// A resolver that knows one answer, whatever it is asked.
pub(super) struct Pinned(pub(super) Vec<SocketAddr>);

impl Resolve for Pinned {
    fn resolve(&self, _: Name) -> Resolving {
        let addresses: Addrs = Box::new(self.0.clone().into_iter());
        Box::pin(std::future::ready(Ok(addresses)))
    }
}
