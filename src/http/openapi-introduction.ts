export const introduction = `The server of a neighbourhood gig marketplace: a seeker posts a gig on the map, a helper
nearby accepts it, they chat, the money waits in a mock escrow, and they review each other.

### The flow of a gig

1. The seeker posts a gig (\`createGig\`): it is PENDING, and helpers find it (\`searchGigs\`, \`getGigMap\`).
2. A helper takes it (\`acceptGig\`): it is ACCEPTED, and the chat room of the two is open. Of many helpers exactly one wins.
3. The seeker pays its budget into the escrow (\`createEscrow\`): the payment is PENDING.
4. The work begins and ends (\`updateGigStatus\`): IN_PROGRESS, then COMPLETED.
5. The seeker releases the money (\`releasePayment\`): the helper receives the budget less the fee of 5 %. This completes
   the gig too.
6. Both review each other (\`createReview\`), once each.

Either of the two can cancel at any time before the release: the gig is CANCELLED and the money goes back.

### Logging in

\`login\` takes an e-mail address and a password as a form and gives two tokens. Send the access token as
\`Authorization: Bearer …\`. It lives 30 minutes by default; before it ends or after a 401 \`TOKEN_EXPIRED\`,
\`refreshAccessToken\` gives a new one for the refresh token, which lives 30 days.

### Forms of values

Times are ISO 8601 in UTC with six digits of a second. Money is in THB with at most two decimals, distances are in km,
coordinates in degrees (WGS 84). Numbers of type \`number\` always have a decimal point, those of type \`integer\` never.
Ids are UUIDs. Unknown fields and parameters are ignored. Lengths of text count Unicode code points.

### Errors

Every error has the same form: a sentence for people in \`detail\`, a code for programs in \`error_code\`, and
\`field_errors\` where fields are at fault. 400 says that a rule forbids it now, 401 that nobody is logged in, 403 that
the caller may not do it, 422 that fields are wrong. \`X-Request-Id\` of a response finds the request in the server's log.

### Pages

Lists take \`skip\` (default 0) and \`limit\` (1 to 100, default 20; 50 for messages) and give \`total_count\`, which counts
every page. Pages are stable: ties are broken by id.

### Limits

A minute allows 5 registrations, 5 logins and 5 refreshes, 10 uploads and 100 other requests, each by user, or by address
where nobody is logged in. \`RateLimit-Limit\`, \`RateLimit-Remaining\` and \`RateLimit-Reset\` say how it stands; a 429
carries \`Retry-After\`. Pictures, \`/health\` and the documents are free. A JSON body has at most 128 KiB, a picture at
most 10 MiB. The operator of a server can set other limits, or none.

### Repeating safely

A POST that has the parameter \`Idempotency-Key\` is done once for each key, path and user in 24 hours; a repeat gets the
first answer again.

### Live

The sockets \`/ws/chat/{room_id}\`, \`/ws/notifications\` and \`/ws/gigs\` are described by [AsyncAPI](/asyncapi.json), close
codes included, and can be tried at [/docs/ws](/docs/ws). The guide has [recipes](/docs/guide/recipes),
[every error with what to do about it](/docs/guide/errors) and [all limits](/docs/guide/limits).`

export const tags = [
  { name: 'Authentication', description: 'Accounts, sessions and their tokens.' },
  { name: 'Users', description: 'Profiles, places and who is near by.' },
  { name: 'Gigs', description: 'Posting, finding, accepting and finishing gigs.' },
  { name: 'Files', description: 'Pictures: sending, showing in any size, deleting.' },
  { name: 'Reports', description: 'What people tell the operator, and what the operator tells them.' },
  { name: 'Buddies', description: 'The people one likes to work with.' },
  { name: 'Reviews', description: 'What the seeker and the helper of a completed gig say of each other.' },
  {
    name: 'Transactions',
    description:
      'Payments through a mock escrow: the money of the payer is held, and released to the payee or given back.',
  },
  { name: 'Chat', description: 'Rooms and their history; live at `/ws/chat/{room_id}`, see `/docs/ws`.' },
  { name: 'Notifications', description: 'What happened while one was elsewhere.' },
  { name: 'Health', description: 'Whether the server works.' },
  {
    name: 'dev',
    description:
      'Controls of a server for development: failures, checkpoints, worlds, the clock, tokens of anybody, simulated people. A production server has none of them.',
  },
]
