//! IP networks, for the modifier `cidr` (RFC 4632, RFC 4291).
//!
//! A network is the bits of its prefix; an address is in it where its first bits are these. An
//! IPv4-mapped IPv6 address (`::ffff:10.0.0.1`) counts as the IPv4 address, for that is how
//! dual-stack sockets write one, and a network of such addresses (`::ffff:10.0.0.0/104`) as theirs.
//! A zone behind an IPv6 address (`fe80::1%eth0`, RFC 4007) says from where it is reached, and is no
//! part of it: sockets take one with any address, and reach the same. A network with bits behind its prefix (`10.0.0.1/8`) is an error:
//! it may mean the network or the one address.
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! # use engine::Code;
//! assert!(matches("Ip|cidr: 10.0.0.0/8", &[("Ip", "10.200.3.4")]));
//! assert!(matches("Ip|cidr: 10.0.0.0/8", &[("Ip", "::ffff:10.0.0.1")]));
//! assert!(matches("Ip|cidr: [fe80::/10, '::1/128']", &[("Ip", "fe80::1")]));
//! assert!(matches("Ip|cidr: '::ffff:10.0.0.0/104'", &[("Ip", "10.0.0.1")]));
//! assert!(matches("Ip|cidr: fe80::/10", &[("Ip", "fe80::1%eth0")]));
//! assert!(!matches("Ip|cidr: 10.0.0.0/8", &[("Ip", "10.0.0.1:443")]));
//! for wrong in ["10.0.0.0/33", "10.0.0.1/8", "10.0.0"] {
//!     assert_eq!(refused(&format!("Ip|cidr: {wrong}")), Code::RuleCidr);
//! }
//! ```

use std::net::{IpAddr, Ipv6Addr};

use memchr::memchr;

/// A network: all addresses whose first bits are the given ones.
///
/// An IPv4-mapped IPv6 address (`::ffff:10.0.0.1`, as sockets that speak both report it) counts as
/// the IPv4 address that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Network {
    pub(crate) v6: bool,
    pub(crate) bits: u128,
    pub(crate) prefix: u8,
}

/// The bits before the IPv4 address in an IPv4-mapped one.
const MAPPED: u8 = 96;

/// Characters of the longest address.
const LONGEST: usize = 45;

/// An address as an event has it. A zone behind one of IPv6 is no part of it.
#[inline]
pub(crate) fn address(value: &[u8]) -> Option<IpAddr> {
    let parsed = |text: &[u8]| if text.len() > LONGEST { None } else { std::str::from_utf8(text).ok()?.parse::<IpAddr>().ok() };
    parsed(value).or_else(|| parsed(value.get(..memchr(b'%', value)?)?).filter(IpAddr::is_ipv6))
}

impl Network {
    /// Reads `10.0.0.0/8`, `fe80::/10` or a single address. The error says what is wrong.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().map_err(|_| format!("`{address}` is not an IP address"))?;
        let (v6, bits, width) = numeric(address);
        let prefix = match prefix {
            None => width,
            Some(digits) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse().ok().filter(|prefix| *prefix <= width).ok_or_else(|| format!("a prefix is at most {width} bits here"))?
            }
            Some(other) => return Err(format!("`{other}` is not the length of a prefix")),
        };
        let network = Self { v6, bits, prefix };
        if network.masked(bits) != bits {
            return Err(format!("bits behind the first {prefix} are set"));
        }
        // What holds IPv4-mapped addresses alone is the network of IPv4.
        match (prefix.checked_sub(MAPPED), numeric(address.to_canonical())) {
            (Some(prefix), (false, bits, _)) if v6 => Ok(Self { v6: false, bits, prefix }),
            _ => Ok(network),
        }
    }

    /// Whether `address` lies in the network.
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        let (v6, bits, _) = numeric(address.to_canonical());
        v6 == self.v6 && self.masked(bits) == self.bits
    }

    fn masked(&self, bits: u128) -> u128 {
        let width = if self.v6 { 128 } else { 32 };
        let free = width - u32::from(self.prefix).min(width);
        bits.checked_shr(free).unwrap_or(0).checked_shl(free).unwrap_or(0)
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let v4 = u32::try_from(self.bits).ok().filter(|_| !self.v6).map(|bits| IpAddr::V4(bits.into()));
        write!(out, "{}/{}", v4.unwrap_or_else(|| IpAddr::V6(self.bits.into())), self.prefix)
    }
}

fn numeric(address: IpAddr) -> (bool, u128, u8) {
    match address {
        IpAddr::V4(v4) => (false, u128::from(v4.to_bits()), 32),
        IpAddr::V6(v6) => (true, Ipv6Addr::to_bits(v6), 128),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contains_what_it_should() {
        let inside = |network: &str, address: &str| Network::parse(network).unwrap().contains(address.parse().unwrap());
        assert!(inside("10.0.0.0/8", "10.255.0.1") && !inside("10.0.0.0/8", "11.0.0.1"));
        assert!(inside("0.0.0.0/0", "1.2.3.4") && !inside("0.0.0.0/0", "::1"));
        assert!(inside("fe80::/10", "fe80::1") && inside("::/0", "::1") && inside("::1", "::1"));
        assert_eq!(Network::parse("10.0.0.0/8").unwrap().to_string(), "10.0.0.0/8");
        assert_eq!(Network::parse("fe80::/10").unwrap().to_string(), "fe80::/10");
        assert!(inside("127.0.0.0/8", "::ffff:127.0.0.1"));
        // A network of mapped addresses is the one of IPv4; one that holds others too is of IPv6.
        assert_eq!(Network::parse("::ffff:10.0.0.0/104"), Network::parse("10.0.0.0/8"));
        assert_eq!(Network::parse("::ffff:0:0/96"), Network::parse("0.0.0.0/0"));
        assert!(inside("::ffff:10.0.0.1", "10.0.0.1") && !inside("::/95", "10.0.0.1") && inside("::/0", "::fffe:1"));
    }

    #[test]
    fn a_zone_is_no_part_of_an_address() {
        let read = |text: &str| address(text.as_bytes()).map(|address| address.to_string());
        assert_eq!(read("fe80::1%eth0").as_deref(), Some("fe80::1"));
        assert_eq!(read(&format!("::ffff:127.0.0.1%{}", "x".repeat(60))).as_deref(), Some("::ffff:127.0.0.1"));
        assert_eq!(read("::1%").as_deref(), Some("::1"));
        for other in ["127.0.0.1%lo", "%lo", "", "fe80::1 %eth0", &"1".repeat(46)] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn refuses_what_is_no_network() {
        for wrong in ["10.0.0.1/8", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "10.0.0.0/+8", "x", "", "::1/129"] {
            assert!(Network::parse(wrong).is_err(), "{wrong}");
        }
    }
}
