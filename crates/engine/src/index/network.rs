//! IP networks: a value is read as an address once, then compared with each network of the field.
//!
//! Rules name few networks, mostly the private ones, and to compare one is a mask and a comparison:
//! a trie over prefixes would gain nothing for so few. The public 3,780 rules use `cidr` 39 times.
//! A value that is no address is compared with none.
//!
//! Of `['10.0.0.0/8', '192.168.0.0/16', 'fc00::/7']` the value `10.1.2.3` hits the first; so does
//! `::ffff:10.1.2.3`, which is the same address; `10.1.2.3:443` hits none, for it is no address.
//!
//! ```text
//! entry   | the network's bits | prefix, V6 | node |
//! bytes   16                   4            4
//! ```
//!
//! **Bound**: linear in the networks of the field; a value is parsed only up to 45 bytes, and searched
//! once for a zone. A prefix
//! by other hands is any of 256 numbers: [`Network::contains`] takes each.

use crate::memory::{Builder, HeadReader, Part};
use crate::sigma::network::{Network, address};

/// The networks of one field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Networks(Part);

/// An entry: the address's four words, its prefix with a flag, and its node.
const ENTRY: usize = 6;
/// Flag of an entry: it is a network of IPv6.
const V6: u32 = 1 << 8;

impl Networks {
    /// A list of networks with their nodes.
    pub(crate) fn build(networks: &[(Network, u32)], memory: &mut Builder) -> Self {
        let entries: Vec<[u32; ENTRY]> = networks
            .iter()
            .map(|(network, node)| {
                let [a, b, c, d] = bytemuck::cast::<u128, [u32; 4]>(network.bits);
                [a, b, c, d, u32::from(network.prefix) | if network.v6 { V6 } else { 0 }, *node]
            })
            .collect();
        Self(memory.records(&entries))
    }

    /// Calls `hit` with the node of every network that holds the address, as [`address`] reads it; an
    /// IPv4-mapped IPv6 address is the IPv4 address.
    #[inline]
    pub(crate) fn scan(self, memory: &[u32], value: &[u8], hit: &mut impl FnMut(u32)) {
        let Some(address) = address(value) else { return };
        for [a, b, c, d, prefix, node] in self.0.records::<ENTRY>(memory) {
            let bits = bytemuck::cast::<[u32; 4], u128>([*a, *b, *c, *d]);
            let network = Network { v6: prefix & V6 != 0, bits, prefix: prefix.to_le_bytes()[0] };
            if network.contains(address) {
                hit(*node);
            }
        }
    }

    pub(crate) fn part(self) -> Part {
        self.0
    }

    /// Reads the part; `None` where it cannot be so.
    pub(crate) fn read(head: &mut HeadReader<'_>, nodes: u32) -> Option<Self> {
        let (part, entries) = head.records::<ENTRY>()?;
        entries.iter().all(|[.., node]| *node < nodes).then_some(Self(part))
    }
}
