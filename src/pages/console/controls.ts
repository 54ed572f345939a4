// Made by scripts/client-api from the OpenAPI document of a demo. Do not edit.

export interface CallOptions {
  signal?: AbortSignal | undefined
}

/** Calls a control. The fields of the input fill the path, then the query or the body. */
export type Call = <Output>(
  method: string,
  path: string,
  input: object | undefined,
  options: CallOptions | undefined,
  trait?: string,
) => Promise<Output>

/** What went wrong, for programs. Each code has one HTTP status. */
export type ErrorCode =
  | 'BAD_REQUEST'
  | 'MISSING_ACCESS_TOKEN'
  | 'GIG_ALREADY_ACCEPTED'
  | 'GIG_NOT_PENDING'
  | 'GIG_NOT_ACCEPTED'
  | 'GIG_NOT_COMPLETED'
  | 'INVALID_STATUS_TRANSITION'
  | 'USER_DISABLED'
  | 'CANNOT_ADD_SELF'
  | 'INVALID_REVIEWEE'
  | 'INVALID_RESET_TOKEN'
  | 'TRANSACTION_NOT_PENDING'
  | 'ROOM_NOT_ACTIVE'
  | 'NOT_AUTHENTICATED'
  | 'INVALID_TOKEN'
  | 'TOKEN_EXPIRED'
  | 'INVALID_CREDENTIALS'
  | 'INSUFFICIENT_PERMISSIONS'
  | 'ORIGIN_NOT_ALLOWED'
  | 'ACCOUNT_DISABLED'
  | 'RESOURCE_NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'REQUEST_TIMEOUT'
  | 'EMAIL_ALREADY_EXISTS'
  | 'FILE_TOO_LARGE'
  | 'STORAGE_QUOTA_EXCEEDED'
  | 'MONEY_HELD'
  | 'BUDDY_ALREADY_EXISTS'
  | 'REVIEW_ALREADY_EXISTS'
  | 'TRANSACTION_ALREADY_EXISTS'
  | 'BODY_TOO_LARGE'
  | 'INVALID_FILE_TYPE'
  | 'UNSUPPORTED_ENCODING'
  | 'RANGE_NOT_SATISFIABLE'
  | 'VALIDATION_ERROR'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'UPGRADE_REQUIRED'
  | 'RATE_LIMITED'
  | 'INTERNAL_ERROR'
  | 'OVERLOADED'
  | 'MAIL_UNAVAILABLE'
  | 'STORAGE_FULL'
  | 'STORAGE_FAILED'

/** The two tokens of a new session. */
export interface TokenPair {
  /** Goes with every request as `Authorization: Bearer …`. */
  access_token: string
  /** Always bearer. */
  token_type: 'bearer'
  /** How long the access token lives, in minutes. */
  expires_in_minutes: number
  /** Gives new access tokens, for 30 days where the server is not told otherwise. */
  refresh_token: string
}

/** Where a gig stands. PENDING: open to helpers. ACCEPTED: a helper has taken it. IN_PROGRESS: the work has begun. COMPLETED: the work is done. CANCELLED: called off. */
export type GigStatus = 'PENDING' | 'ACCEPTED' | 'IN_PROGRESS' | 'COMPLETED' | 'CANCELLED'

/** What moved the money. HOLD: from the payer to the escrow. RELEASE: from the escrow to the payee and the fees. CANCEL: from the escrow back to the payer. */
export type LedgerStep = 'HOLD' | 'RELEASE' | 'CANCEL'

/** A kind of account in the ledger. USER: of a person. ESCROW: what is held. FEES: of the platform. */
export type LedgerAccount = 'USER' | 'ESCROW' | 'FEES'

/** A saved state of a world. */
export interface DevCheckpoint {
  /** What it is called. */
  name: string
  /** By the clock of its world. */
  created_at: string
  /** The size of its database. */
  database_bytes: number
  /** How many uploaded files it has. */
  files: number
}

/** The saved states. */
export interface DevCheckpoints {
  /** All of them, by name. */
  checkpoints: DevCheckpoint[]
}

/** What a world was restored from. */
export interface DevRestored {
  /** The name of the world; empty for the main one. */
  world: string
  /** What was restored. */
  checkpoint: string
}

/** The worlds beside the main one. */
export interface DevWorlds {
  /** Their names, the most recently used first. The main world has none. */
  worlds: string[]
}

/** The clock of a world. */
export interface DevClock {
  /** The time in the world. */
  now: string
  /** Whether it stands still. */
  is_frozen: boolean
  /** The difference to the clock of the machine, in seconds. */
  offset_seconds: number
}

/** What can be done with a clock. */
export type DevClockAction = 'advance' | 'freeze' | 'resume' | 'set'

/** How the clock is moved. */
export interface MoveClockRequest {
  /** What to do with the clock. */
  action: DevClockAction
  /** For `advance`: the number of seconds; negative: backwards. From -316224000 to 316 224 000. */
  seconds?: number | null | undefined
  /** For `set`: the new time. */
  at?: string | null | undefined
}

/** Whose tokens are wanted. */
export interface LoginAsRequest {
  /** A persona by key (`somchai`, `mali` …) or name (`John Doe`), an e-mail address, or the id of a user. 1 to 254 characters. */
  user: string
  /** Whether the access token has expired already; the refresh token is valid. */
  expired?: boolean | null | undefined
}

/** A person whose login is known. */
export interface DevPersona {
  /** A short name for `login-as`; the e-mail address for a person of a world file. */
  key: string
  /** UUID of the user. */
  id: string
  /** The address to log in with. */
  email: string
  /** The password to log in with. */
  password: string
  /** The name of the person. */
  full_name: string
  /** Who it is; empty for a person of a world file. */
  description: string
}

/** The people whose logins are known. */
export interface DevPersonas {
  /** In the order in which the server prints them. */
  personas: DevPersona[]
}

/** How bots behave; `mixed` gives each a behaviour of its own. */
export type DevCastBehaviour =
  | 'friendly'
  | 'slow'
  | 'haggler'
  | 'ghost'
  | 'late-canceller'
  | 'racer'
  | 'harsh'
  | 'mixed'

/** The bots (simulated users) of a world. */
export interface DevCast {
  /** Whether they run. */
  is_running: boolean
  /** How they behave. */
  who: DevCastBehaviour
  /** What every wait is divided by. */
  speed: number
  /** How many bots there are. */
  members: number
  /** In how many gigs bots take part at the moment. */
  engagements: number
}

/** What bots can be told. */
export type DevCastAction = 'start' | 'stop'

/** What the bots do from now on. */
export interface DirectCastRequest {
  /** Whether the bots start or stop. */
  action: DevCastAction
  /** For `start`: their behaviour. Left out: as before. */
  who?: DevCastBehaviour | null | undefined
  /** For `start`: what every wait is divided by. Left out: as before. From 0.1 to 100. */
  speed?: number | null | undefined
}

/** Periods with a connection that alternate with periods without. */
export interface DevTunnel {
  /** How long frames pass, in seconds. */
  open_seconds: number
  /** How long they do not, in seconds. */
  shut_seconds: number
}

/** A bad network for sockets. */
export interface DevNetwork {
  /** The delay of each frame, in milliseconds. */
  latency_ms: number
  /** The share of frames that are lost, 0 to 1. */
  loss: number
  /** The share of frames that arrive twice, 0 to 1. */
  doubles: number
  /** Null where the connection never breaks. */
  tunnel: DevTunnel | null
}

/** A fault rule. */
export interface DevRule {
  /** UUID of the rule. */
  id: string
  /** UUID of the user it is about; null for everybody. */
  user_id: string | null
  /** The method it is about; null for every one. */
  method: string | null
  /** The path it is about, `*` is one segment; null for every one. */
  path: string | null
  /** What happens to requests, in the syntax of `Prefer`; null for nothing. */
  prefer: string | null
  /** How many more requests it applies to; null for no limit. */
  times_left: number | null
  /** What happens to sockets; null for nothing. */
  socket: DevNetwork | null
}

/** The fault rules of a world. */
export interface DevRules {
  /** In the order in which they were added. */
  rules: DevRule[]
}

/** A method of HTTP. */
export type DevRuleMethod = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** Periods with a connection alternate with periods without; frames of the latter arrive after it. */
export interface DevTunnelRequest {
  /** How long frames pass, in seconds. From 0.1 to 3 600. */
  open_seconds: number
  /** How long they do not, in seconds. From 0.1 to 3 600. */
  shut_seconds: number
}

/** A bad network for sockets. What is left out is as in a good one. */
export interface DevNetworkRequest {
  /** The delay of each frame, in both directions, in milliseconds. From 0 to 60 000. */
  latency_ms?: number | null | undefined
  /** The share of frames that are lost. From 0 to 1. */
  loss?: number | null | undefined
  /** The share of frames that arrive twice. From 0 to 1. */
  doubles?: number | null | undefined
  /** When the connection breaks. Left out: never. */
  tunnel?: DevTunnelRequest | null | undefined
}

/** A rule: which requests or sockets, and what happens to them. A field of another name is rejected. */
export interface AddRuleRequest {
  /** UUID of the user it is about. Left out: everybody. */
  user_id?: string | null | undefined
  /** Left out: every method. */
  method?: DevRuleMethod | null | undefined
  /** The path; `*` matches one segment. Left out: every path. */
  path?: string | null | undefined
  /** The preferences, in the syntax of the `Prefer` header. 1 to 500 characters. */
  prefer?: string | null | undefined
  /** How many requests it applies to; left out: no limit. From 1 to 1 000 000. */
  times?: number | null | undefined
  /** What happens to sockets. Left out: nothing. */
  socket?: DevNetworkRequest | null | undefined
}

/** Which sockets are closed, and how. */
export interface KillSocketsRequest {
  /** Whose sockets; left out: everybody’s. */
  user_id?: string | null | undefined
  /** The close code: 1000 to 1003, 1007 to 1014 or 3000 to 4999; 1006 cuts the connection. From 1000 to 4 999. */
  code?: number | null | undefined
}

/** How many sockets were closed. */
export interface DevSocketsClosed {
  /** How many were closed. */
  closed: number
}

/** A frequent mistake of clients, and how often it was made. */
export interface DevHint {
  /** What a client should do differently. */
  hint: string
  /** How many responses have carried it. */
  count: number
  /** The last request that got it. */
  last_seen: string
}

/** The hints of a world. */
export interface DevHints {
  /** The most frequent first. */
  hints: DevHint[]
}

/** What somebody does, the first that holds. working: a gig in progress. engaged: a gig that was accepted. asking: a gig that is not over. available: free. away: not available. */
export type DevPersonState = 'working' | 'engaged' | 'asking' | 'available' | 'away'

/** A user on the map. */
export interface DevCityPerson {
  /** UUID of the user. */
  id: string
  /** The name of the person. */
  full_name: string
  /** For `login-as`. */
  email: string
  /** Of the place, in degrees. */
  latitude: number | null
  /** Of the place, in degrees. */
  longitude: number | null
  /** What the person does. */
  state: DevPersonState
}

/** A gig on the map. */
export interface DevCityGig {
  /** UUID of the gig. */
  id: string
  /** What it is about. */
  title: string
  /** Where the gig stands. */
  status: GigStatus
  /** What the helper is paid, the fee included. */
  budget: number
  /** Of the place, in degrees. */
  latitude: number
  /** Of the place, in degrees. */
  longitude: number
  /** UUID of the seeker. */
  seeker_id: string
  /** UUID of the helper; null before the accept. */
  helper_id: string | null
  /** When it was last changed. */
  updated_at: string
}

/** Where everybody is, and what happens there. */
export interface DevCity {
  /** Users in the order of registration, at most 1000: the last ones. The coordinates are null where somebody has no place. */
  people: DevCityPerson[]
  /** How many users there are in all. */
  people_count: number
  /** The gigs that are not over, at most 1000 of each status, and the 20 newest of each last status. */
  gigs: DevCityGig[]
  /** How many gigs are not over, in all. */
  gig_count: number
}

/** What happened to a gig. */
export type DevGigStep =
  | 'posted'
  | 'accepted'
  | 'message'
  | 'payment_begun'
  | 'held'
  | 'completed'
  | 'cancelled'
  | 'released'
  | 'refunded'
  | 'reviewed'

/** One event of a gig. */
export interface DevGigEvent {
  /** When, by the clock of the world. */
  at: string
  /** What happened. */
  step: DevGigStep
  /** UUID of the user who did it; null where nobody did. */
  user_id: string | null
  /** The title, the message, or the review. */
  text: string | null
}

/** A line of the ledger. */
export interface DevGigLedgerEntry {
  /** The step that posted it. */
  step: LedgerStep
  /** The kind of account. */
  account: LedgerAccount
  /** UUID of the owner of the account; null for ESCROW and FEES. */
  user_id: string | null
  /** What the account receives. */
  amount: number
  /** When it was posted. */
  posted_at: string
}

/** Everything that has happened to a gig. */
export interface DevGigHistory {
  /** UUID of the gig. */
  gig_id: string
  /** What it is about. */
  title: string
  /** Where the gig stands. */
  status: GigStatus
  /** UUID of the seeker. */
  seeker_id: string
  /** The name of the seeker. */
  seeker_name: string
  /** UUID of the helper; null before the accept. */
  helper_id: string | null
  /** The name of the helper. */
  helper_name: string | null
  /** In the order of time; the newest 100 messages. */
  events: DevGigEvent[]
  /** Of its payment in the ledger. */
  entries: DevGigLedgerEntry[]
  /** The sum of the entries, which is always zero. */
  sum: number
}

/** `request`: a request with its response; `frame_received` and `frame_sent`: a frame of a socket from and to a client; `socket_closed`: the end of a socket. */
export type DevLogKind = 'request' | 'frame_received' | 'frame_sent' | 'socket_closed'

/** A request or a frame, as the server saw it. */
export interface DevLogEntry {
  /** Greater than that of every older entry. */
  id: number
  /** Empty for the main world. */
  world: string
  /** What the entry is about. */
  kind: DevLogKind
  /** When the request or the frame arrived, by the clock of the machine. */
  at: string
  /** How long a request took, or how long the network conditions delay a frame, in milliseconds. Null while a request has no response yet. */
  ms: number | null
  /** Null for frames. */
  method: string | null
  /** Of the request, or of the socket. */
  path: string
  /** Without its question mark. */
  query: string
  /** UUID of the user; null for nobody. */
  user_id: string | null
  /** The status of the response, or the close code; null where nothing was sent. */
  status: number | null
  /** The error code of the response or the frame. */
  code: ErrorCode | null
  /** The hint that the response carried. */
  hint: string | null
  /** The preferences that were applied, of the request or of a rule. */
  prefer: string | null
  /** UUID of the fault rule that applied; null for none. */
  rule_id: string | null
  /** The type of a frame. */
  frame: string | null
  /** How often a frame is delivered: 0 where the network loses it. Null for requests. */
  copies: number | null
  /** By their names in small letters. Credentials are masked. */
  request_headers: Record<string, string>
  /** The body, or the frame from a client, cut after 16 384 characters, with secrets masked. A file is a note of its size. */
  request_body: string | null
  /** By their names in small letters. */
  response_headers: Record<string, string>
  /** The same of the response, of the frame to a client, or the reason of the close. */
  response_body: string | null
}

/** The newest requests and frames. */
export interface DevLog {
  /** The oldest first. */
  entries: DevLogEntry[]
}

/** The values of each enumeration. */
export const choices = {
  ErrorCode: [
    'BAD_REQUEST',
    'MISSING_ACCESS_TOKEN',
    'GIG_ALREADY_ACCEPTED',
    'GIG_NOT_PENDING',
    'GIG_NOT_ACCEPTED',
    'GIG_NOT_COMPLETED',
    'INVALID_STATUS_TRANSITION',
    'USER_DISABLED',
    'CANNOT_ADD_SELF',
    'INVALID_REVIEWEE',
    'INVALID_RESET_TOKEN',
    'TRANSACTION_NOT_PENDING',
    'ROOM_NOT_ACTIVE',
    'NOT_AUTHENTICATED',
    'INVALID_TOKEN',
    'TOKEN_EXPIRED',
    'INVALID_CREDENTIALS',
    'INSUFFICIENT_PERMISSIONS',
    'ORIGIN_NOT_ALLOWED',
    'ACCOUNT_DISABLED',
    'RESOURCE_NOT_FOUND',
    'METHOD_NOT_ALLOWED',
    'REQUEST_TIMEOUT',
    'EMAIL_ALREADY_EXISTS',
    'FILE_TOO_LARGE',
    'STORAGE_QUOTA_EXCEEDED',
    'MONEY_HELD',
    'BUDDY_ALREADY_EXISTS',
    'REVIEW_ALREADY_EXISTS',
    'TRANSACTION_ALREADY_EXISTS',
    'BODY_TOO_LARGE',
    'INVALID_FILE_TYPE',
    'UNSUPPORTED_ENCODING',
    'RANGE_NOT_SATISFIABLE',
    'VALIDATION_ERROR',
    'IDEMPOTENCY_KEY_REUSED',
    'UPGRADE_REQUIRED',
    'RATE_LIMITED',
    'INTERNAL_ERROR',
    'OVERLOADED',
    'MAIL_UNAVAILABLE',
    'STORAGE_FULL',
    'STORAGE_FAILED',
  ],
  GigStatus: ['PENDING', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'],
  LedgerStep: ['HOLD', 'RELEASE', 'CANCEL'],
  LedgerAccount: ['USER', 'ESCROW', 'FEES'],
  DevClockAction: ['advance', 'freeze', 'resume', 'set'],
  DevCastBehaviour: ['friendly', 'slow', 'haggler', 'ghost', 'late-canceller', 'racer', 'harsh', 'mixed'],
  DevCastAction: ['start', 'stop'],
  DevRuleMethod: ['GET', 'POST', 'PUT', 'DELETE'],
  DevPersonState: ['working', 'engaged', 'asking', 'available', 'away'],
  DevGigStep: [
    'posted',
    'accepted',
    'message',
    'payment_begun',
    'held',
    'completed',
    'cancelled',
    'released',
    'refunded',
    'reviewed',
  ],
  DevLogKind: ['request', 'frame_received', 'frame_sent', 'socket_closed'],
} as const

/** A function for each control. */
export interface Controls {
  /** All checkpoints, by name. The worlds share them. */
  listCheckpoints(options?: CallOptions): Promise<DevCheckpoints>
  /** Saves the state of this world under a name: its data, its uploads, its clock. A checkpoint of the same name is replaced. */
  takeCheckpoint(
    input: {
      /** The name of the checkpoint. */
      name: string
    },
    options?: CallOptions,
  ): Promise<DevCheckpoint>
  /** Deletes a checkpoint. Worlds that were created from it do not change. */
  deleteCheckpoint(
    input: {
      /** The name of the checkpoint. */
      name: string
    },
    options?: CallOptions,
  ): Promise<void>
  /** Restores the state of this world. Its sockets are closed with 4009, and their clients should reload everything. Fault rules and hints are deleted; bots that were running continue. Tokens stay valid if their user is in the checkpoint. */
  restoreCheckpoint(
    input: {
      /** The name of the checkpoint. */
      name: string
    },
    options?: CallOptions,
  ): Promise<DevRestored>
  /** Restores the checkpoint from which this world was created: `start`, the state right after the first start of the server, or the one after the `@` in the name of the world. */
  resetWorld(options?: CallOptions): Promise<DevRestored>
  /** The worlds beside the main one. `X-World: name` on a request (`?__world=name` where headers cannot be set, as for WebSockets) selects a world of its own, which is created as a copy of the checkpoint `start`, or of another with `X-World: name@checkpoint`. The checkpoint is a part of the name: `name` and `name@checkpoint` are two worlds. At most `MAX_WORLDS` exist: the least recently used is closed, its sockets with 4010, and `X-Chayenity-Hint` says so. */
  listWorlds(options?: CallOptions): Promise<DevWorlds>
  /** Closes a world and deletes everything in it; its sockets are closed with 4009. */
  endWorld(
    input: {
      /** As in `X-World`. */
      name: string
    },
    options?: CallOptions,
  ): Promise<void>
  /** The time in this world. */
  getClock(options?: CallOptions): Promise<DevClock>
  /** Moves, sets, freezes or resumes the clock of this world. Tokens expire, sockets close, slow payments complete and bots act accordingly: everything that becomes due happens at once. */
  moveClock(input: MoveClockRequest, options?: CallOptions): Promise<DevClock>
  /** Responds like a login, with the two tokens of a new session, without a password. With `expired` the access token has expired already: the next request gets `TOKEN_EXPIRED`, and a refresh works. This is always so for the persona `expired`. */
  loginAs(input: LoginAsRequest, options?: CallOptions): Promise<TokenPair>
  /** The people of the example data whose logins are always the same, with their passwords. In a world without any of them, the first five people of the world file that it was made of. */
  listPersonas(options?: CallOptions): Promise<DevPersonas>
  /** Whether the bots (simulated users) of this world run, and with which settings. */
  getCast(options?: CallOptions): Promise<DevCast>
  /** Starts or stops the bots (simulated users) of this world. They accept the gigs that users post, chat, do the work, pay and review, and post gigs near users. A `start` while they run changes their behaviour from the next gig on. */
  directCast(input: DirectCastRequest, options?: CallOptions): Promise<DevCast>
  /** The fault rules of this world. */
  listRules(options?: CallOptions): Promise<DevRules>
  /** Applies preferences to all requests that match, until the rule is deleted or has been applied `times` times; the `Prefer` header of a request overrides it. `socket` simulates a bad network for sockets: delayed, lost and duplicate frames, or a tunnel. */
  addRule(input?: AddRuleRequest, options?: CallOptions): Promise<DevRule>
  /** No rule applies any more. */
  deleteAllRules(options?: CallOptions): Promise<void>
  /** The rule no longer applies. */
  deleteRule(
    input: {
      /** UUID of the rule. */
      rule_id: string
    },
    options?: CallOptions,
  ): Promise<void>
  /** Closes the open sockets of this world, or of one user, with a chosen code, so that the reconnect of a client can be tested. 1006 cuts the connection without a closing handshake. */
  killSockets(input?: KillSocketsRequest, options?: CallOptions): Promise<DevSocketsClosed>
  /** Responds with the error of that code and its status, so that a client can be tested with it. `Prefer: error=CODE` does the same to any request. */
  provokeError(
    input: {
      /** An error code. */
      code: ErrorCode
    },
    options?: CallOptions,
  ): Promise<void>
  /** The hints in `X-Chayenity-Hint` of all responses of this world, the most frequent first. */
  listHints(options?: CallOptions): Promise<DevHints>
  /** Resets the counts. */
  clearHints(options?: CallOptions): Promise<void>
  /** The exact places of the users of this world, what each of them does, the gigs that are not over, and the newest that are. */
  getCity(options?: CallOptions): Promise<DevCity>
  /** Everything that has happened to a gig of anybody: posted, accepted, messages, payment, reviews, and the entries of its payment in the ledger with their sum. */
  getGigHistory(
    input: {
      /** UUID of the gig. */
      gig_id: string
    },
    options?: CallOptions,
  ): Promise<DevGigHistory>
  /** The newest requests and socket frames of this world, at most 500, with headers and bodies; passwords, tokens and other secrets are masked. Requests to the controls, to the operator’s desk and to the pages are not among them. A restore of the world deletes them. `/api/_dev/log/live` is a WebSocket that sends the entries of all worlds as they come; a request is sent again when it is answered. */
  listLog(
    input?: {
      /** Entries of this kind alone. */
      kind?: DevLogKind | undefined
      /** Requests with this method alone. */
      method?: string | undefined
      /** Entries with this path alone; `*` matches one segment. */
      path?: string | undefined
      /** Entries with this status, or this close code, alone. From 100 to 4 999. */
      status?: number | undefined
      /** Entries with this error code alone. */
      code?: ErrorCode | undefined
      /** Entries of this user alone. */
      user_id?: string | undefined
      /** Entries with a greater id alone. At least 0. */
      after?: number | undefined
      /** How many of them at most, the newest. From 1 to 500. */
      limit?: number | undefined
      /** Whether entries of all worlds are listed, and not those of this world alone. */
      all_worlds?: boolean | undefined
    },
    options?: CallOptions,
  ): Promise<DevLog>
  /** Deletes all entries of this world. */
  clearLog(options?: CallOptions): Promise<void>
}

export const createControls = (call: Call): Controls => ({
  listCheckpoints: options => call('GET', '/api/_dev/checkpoints', undefined, options, 'open'),
  takeCheckpoint: (input, options) => call('POST', '/api/_dev/checkpoints/{name}', input, options, 'open'),
  deleteCheckpoint: (input, options) =>
    call('DELETE', '/api/_dev/checkpoints/{name}', input, options, 'open'),
  restoreCheckpoint: (input, options) =>
    call('POST', '/api/_dev/checkpoints/{name}/restore', input, options, 'open'),
  resetWorld: options => call('POST', '/api/_dev/reset', undefined, options, 'open'),
  listWorlds: options => call('GET', '/api/_dev/worlds', undefined, options, 'open'),
  endWorld: (input, options) => call('DELETE', '/api/_dev/worlds/{name}', input, options, 'open'),
  getClock: options => call('GET', '/api/_dev/clock', undefined, options, 'open'),
  moveClock: (input, options) => call('POST', '/api/_dev/clock', input, options, 'open'),
  loginAs: (input, options) => call('POST', '/api/_dev/login-as', input, options, 'open'),
  listPersonas: options => call('GET', '/api/_dev/personas', undefined, options, 'open'),
  getCast: options => call('GET', '/api/_dev/cast', undefined, options, 'open'),
  directCast: (input, options) => call('POST', '/api/_dev/cast', input, options, 'open'),
  listRules: options => call('GET', '/api/_dev/rules', undefined, options, 'open'),
  addRule: (input, options) => call('POST', '/api/_dev/rules', input, options, 'open'),
  deleteAllRules: options => call('DELETE', '/api/_dev/rules', undefined, options, 'open'),
  deleteRule: (input, options) => call('DELETE', '/api/_dev/rules/{rule_id}', input, options, 'open'),
  killSockets: (input, options) => call('POST', '/api/_dev/sockets/kill', input, options, 'open'),
  provokeError: (input, options) => call('GET', '/api/_dev/errors/{code}', input, options, 'open'),
  listHints: options => call('GET', '/api/_dev/hints', undefined, options, 'open'),
  clearHints: options => call('DELETE', '/api/_dev/hints', undefined, options, 'open'),
  getCity: options => call('GET', '/api/_dev/city', undefined, options, 'open'),
  getGigHistory: (input, options) => call('GET', '/api/_dev/gigs/{gig_id}/history', input, options, 'open'),
  listLog: (input, options) => call('GET', '/api/_dev/log', input, options, 'open'),
  clearLog: options => call('DELETE', '/api/_dev/log', undefined, options, 'open'),
})
