//! IP networks: a value is read as an address once, then compared with each network of the field.

use std::net::IpAddr;

use crate::sigma::network::Network;

#[derive(Debug)]
pub(crate) struct Networks(pub(crate) Vec<(Network, u32)>);

impl Networks {
    #[inline]
    pub(crate) fn scan(&self, value: &[u8], hit: &mut impl FnMut(u32)) {
        // The longest address has 45 characters; anything longer is not read at all.
        let address = (value.len() <= 45).then(|| std::str::from_utf8(value).ok()?.parse::<IpAddr>().ok()).flatten();
        let Some(address) = address else { return };
        for (network, number) in &self.0 {
            if network.contains(address) {
                hit(*number);
            }
        }
    }
}
