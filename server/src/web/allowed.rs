//! From which hosts files are fetched: `SIGHTLINE_URL_IMPORT`.

use url::Url;

/// `on`: all public ones; `off`: none; names of hosts: those, whatever their addresses, and the public ones only if `on` is among the names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Allowed {
    public: bool,
    named: Vec<Named>,
}

/// A host, and its port if only that one is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Named {
    host: String,
    port: Option<u16>,
}

/// Whether a host is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leave {
    /// At any address.
    AnyAddress,
    /// At public addresses.
    PublicAddress,
    /// No: nothing is fetched at all.
    Off,
    /// No: it is not one of the named ones.
    NotNamed,
}

impl Allowed {
    /// Reads the setting.
    ///
    /// # Errors
    /// The word that is no host.
    pub(crate) fn parse(text: &str) -> Result<Allowed, String> {
        let mut allowed = Allowed::default();
        let words: Vec<&str> = text.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
        match words[..] {
            [] => return Err(wrong(text)),
            ["off"] => return Ok(allowed),
            _ => {}
        }
        for word in words {
            match word {
                "on" => allowed.public = true,
                _ => allowed.named.push(Named::parse(word).ok_or_else(|| wrong(word))?),
            }
        }
        Ok(allowed)
    }

    /// Whether the host of an address is asked.
    pub(super) fn leave(&self, url: &Url) -> Leave {
        let (host, port) = (url.host_str().unwrap_or_default(), url.port_or_known_default());
        if self.named.iter().any(|named| named.host == host && (named.port.is_none() || named.port == port)) {
            return Leave::AnyAddress;
        }
        match (self.public, self.named.is_empty()) {
            (true, _) => Leave::PublicAddress,
            (false, true) => Leave::Off,
            (false, false) => Leave::NotNamed,
        }
    }
}

impl Named {
    /// `host`, `host:port`, `[::1]`, `[::1]:port`, written as addresses are.
    fn parse(word: &str) -> Option<Named> {
        let url = Url::parse(&format!("http://{word}/")).ok()?;
        let is_host = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && !word.contains('@');
        // The parser leaves out a port that is the scheme's own.
        let port = word.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        Some(Named { host: url.host_str().filter(|host| is_host && *host != "off")?.to_owned(), port })
    }
}

fn wrong(word: &str) -> String {
    format!("\"{word}\" is none of on, off and names of hosts with commas between, such as files.example.org:8080")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn leave(setting: &str, url: &str) -> Leave {
        Allowed::parse(setting).unwrap().leave(&Url::parse(url).unwrap())
    }

    #[test]
    fn on_is_for_public_addresses_and_off_for_none() {
        assert_eq!(leave("on", "http://a.example/"), Leave::PublicAddress);
        assert_eq!(leave("off", "http://a.example/"), Leave::Off);
    }

    #[test]
    fn named_hosts_are_all_that_is_asked_unless_on_is_among_them() {
        assert_eq!(leave("a.example, B.example:80", "https://A.example:8443/x"), Leave::AnyAddress);
        assert_eq!(leave("a.example,b.example:80", "http://b.example/"), Leave::AnyAddress);
        assert_eq!(leave("a.example,b.example:80", "https://b.example/"), Leave::NotNamed);
        assert_eq!(leave("on,a.example", "https://b.example/"), Leave::PublicAddress);
        assert_eq!(leave("[::1]:81", "http://[0:0::1]:81/"), Leave::AnyAddress);
        assert_eq!(leave("127.0.0.1", "http://0x7f.1/"), Leave::AnyAddress);
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for wrong in ["", " , ", "http://a.example", "a/b", "a b", "off,on", "a:70000", "u@a", "a?b"] {
            assert!(Allowed::parse(wrong).is_err(), "{wrong}");
        }
    }
}
