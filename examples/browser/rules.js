// SPDX-License-Identifier: MIT OR Apache-2.0
export const rules = `
title: The page talks to another origin
id: 5d2f7c1a-0000-4000-8000-000000000011
logsource: { category: application }
detection:
  request: { url|startswith: [http://, https://] }
  own: { url|startswith: ${location.origin}/ }
  condition: request and not own
response: block
---
title: A token is kept where every script can read it
id: 5d2f7c1a-0000-4000-8000-000000000012
logsource: { category: application }
detection:
  storage: { key|contains: [token, secret, password] }
  condition: storage
response: alert
`
