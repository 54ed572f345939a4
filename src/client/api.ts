// Made by scripts/client-api.ts from the OpenAPI and AsyncAPI documents of the server. Do not edit.

import type { Call, CallOptions, Upload } from './call.ts'

/** Whether the server can do its work. */
export type HealthStatus = 'ok' | 'unhealthy'

export interface Health {
  status: HealthStatus
  /** Of the server. */
  version: string
}

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
  | 'STORAGE_FULL'
  | 'STORAGE_FAILED'

/** Why a request was rejected: a sentence for people, a code for programs. */
export interface ApiError {
  /** What went wrong, in a sentence for people. In a 422 it names the first field at fault. */
  detail: string
  /** What went wrong, for programs. */
  error_code: ErrorCode
  /** What is wrong with each field, by its name, where fields are at fault. */
  field_errors?: Record<string, string[]> | undefined
}

export interface Liveness {
  status: 'ok'
}

/** The free space. `low`: uploads are rejected. `full`: all writes but deletions are. */
export type DiskLevel = 'plenty' | 'low' | 'full'

export interface Readiness {
  status: HealthStatus
  disk: DiskLevel
}

export interface Welcome {
  name: string
  docs: string
  guide: string
  openapi: string
  health: string
}

export interface RegisterUserRequest {
  /** Compared without regard to case. */
  email: string
  /** 8 to 128 characters of any kind. In production the most common passwords are rejected. */
  password: string
  /** Shown to others. */
  full_name: string
  /** How to reach the person; everybody near by sees it. */
  contact_info?: string | null | undefined
}

export interface User {
  id: string
  email: string
  full_name: string
  contact_info: string | null
  address_text: string | null
  is_verified: boolean
  /** The mean of the ratings received, 1 to 5; 5 before the first. */
  reputation_score: number
  created_at: string
}

export interface LoginRequest {
  /** The e-mail address. */
  username: string
  /** The password. */
  password: string
}

export interface TokenPair {
  access_token: string
  token_type: 'bearer'
  /** How long the access token lives. */
  expires_in_minutes: number
  refresh_token: string
}

export interface AccessToken {
  access_token: string
  token_type: 'bearer'
  /** How long the access token lives. */
  expires_in_minutes: number
}

export interface Confirmation {
  /** What was done. */
  message: string
}

export interface ChangePasswordRequest {
  /** The present password. */
  old_password: string
  /** 8 to 128 characters of any kind. In production the most common passwords are rejected. */
  new_password: string
}

export interface Profile {
  id: string
  email: string
  full_name: string
  contact_info: string | null
  address_text: string | null
  is_verified: boolean
  /** The mean of the ratings received, 1 to 5; 5 before the first. */
  reputation_score: number
  created_at: string
  profile_image_url: string | null
  /** How many reviews the person has received. */
  total_reviews: number
  is_available: boolean
  /** Whether the person has set a place. */
  has_location: boolean
}

export interface UpdateUserProfileRequest {
  /** Shown to others. */
  full_name?: string | undefined
  /** How to reach the person; everybody near by sees it. */
  contact_info?: string | null | undefined
  /** An address in words; everybody near by sees it. */
  address_text?: string | null | undefined
}

export interface UpdateLocationRequest {
  /** In degrees, north is positive. */
  latitude: number
  /** In degrees, east is positive. */
  longitude: number
  /** An address in words; everybody near by sees it. */
  address_text?: string | null | undefined
}

export interface ProfileWithPlace {
  id: string
  email: string
  full_name: string
  contact_info: string | null
  address_text: string | null
  is_verified: boolean
  /** The mean of the ratings received, 1 to 5; 5 before the first. */
  reputation_score: number
  created_at: string
  profile_image_url: string | null
  /** How many reviews the person has received. */
  total_reviews: number
  is_available: boolean
  /** Whether the person has set a place. */
  has_location: boolean
  /** In degrees. */
  latitude: number | null
  /** In degrees. */
  longitude: number | null
}

export interface UpdateAvailabilityRequest {
  /** Whether the person takes gigs at the moment. */
  is_available: boolean
}

export interface NearbyUser {
  id: string
  full_name: string
  profile_image_url: string | null
  contact_info: string | null
  address_text: string | null
  is_available: boolean
  reputation_score: number
  total_reviews: number
  /** In km, to one decimal. */
  distance_km: number
}

export interface PublicProfile {
  id: string
  full_name: string
  profile_image_url: string | null
  is_verified: boolean
  is_available: boolean
  reputation_score: number
  total_reviews: number
  created_at: string
}

export interface CreateGigRequest {
  /** What it is about. */
  title: string
  /** What is to be done. */
  description: string
  /** In hours. */
  duration_hours: number
  /** In THB, at most two decimals. */
  budget: number
  /** Of the place, in degrees. */
  latitude: number
  /** Of the place, in degrees. */
  longitude: number
  /** The place in words. */
  address_text: string
  /** ISO 8601, a date or a date and time; without an offset it is UTC. */
  starts_at?: string | null | undefined
  /** Where the pictures are. */
  image_urls?: string[] | null | undefined
}

/** Where a gig stands. PENDING: open to helpers. ACCEPTED: a helper has taken it. IN_PROGRESS: the work has begun. COMPLETED: the work is done. CANCELLED: called off. */
export type GigStatus = 'PENDING' | 'ACCEPTED' | 'IN_PROGRESS' | 'COMPLETED' | 'CANCELLED'

export interface GigPerson {
  id: string
  full_name: string
  profile_image_url: string | null
  reputation_score: number
  total_reviews: number
  is_verified: boolean
}

/** Where a payment stands. PROCESSING: the provider has not answered yet (slow payments alone). PENDING: held in escrow. COMPLETED: released to the payee. CANCELLED: given back to the payer. FAILED: declined. */
export type TransactionStatus = 'PROCESSING' | 'PENDING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'

export interface Gig {
  id: string
  title: string
  description: string
  /** In hours. */
  duration_hours: number
  /** In THB, at most two decimals. */
  budget: number
  address_text: string
  status: GigStatus
  image_urls: string[]
  created_at: string
  updated_at: string
  starts_at: string | null
  completed_at: string | null
  seeker_id: string
  helper_id: string | null
  /** In degrees. */
  latitude: number
  /** In degrees. */
  longitude: number
  /** From the centre of a search, in km, to one decimal; null elsewhere. */
  distance_km: number | null
  seeker: GigPerson
  helper: GigPerson | null
  /** The chat room of the two, for them alone; null for everybody else and before the accept. */
  room_id: string | null
  /** Of the payment under way or completed, else of the newest; for the two people of the gig alone. */
  payment_status: TransactionStatus | null
}

export interface GigPage {
  gigs: Gig[]
  /** How many there are on all pages. */
  total_count: number
  /** Whether there is another page. */
  has_more: boolean
}

/** An order of gigs. `distance`: nearest first. `newest`: posted last first. `budget`: greatest first. */
export type GigOrder = 'distance' | 'newest' | 'budget'

/** A point of GeoJSON. */
export interface GigMapPoint {
  type: 'Point'
  /** Longitude, then latitude, in degrees. */
  coordinates: number[]
}

/** What a pin or a cluster stands for. */
export interface GigMapProperties {
  /** How many gigs stand behind it: 1 for a pin. */
  count: number
  /** Of a pin; null for a cluster. */
  gig_id: string | null
  title: string | null
  /** In THB, at most two decimals. */
  budget: number | null
}

/** A pin or a cluster of a map. */
export interface GigMapFeature {
  type: 'Feature'
  geometry: GigMapPoint
  properties: GigMapProperties
}

export interface GigMap {
  type: 'FeatureCollection'
  features: GigMapFeature[]
  /** The sum of all counts. */
  total_count: number
}

/** The part of a person in a gig: who posted it, or who does it. */
export type GigRole = 'seeker' | 'helper'

export interface UpdateGigRequest {
  /** What it is about. */
  title?: string | undefined
  /** What is to be done. */
  description?: string | undefined
  /** In hours. */
  duration_hours?: number | undefined
  /** In THB, at most two decimals. */
  budget?: number | undefined
  /** Of the place, in degrees. */
  latitude?: number | undefined
  /** Of the place, in degrees. */
  longitude?: number | undefined
  /** The place in words. */
  address_text?: string | undefined
  /** ISO 8601, a date or a date and time; without an offset it is UTC. */
  starts_at?: string | null | undefined
  /** Where the pictures are. */
  image_urls?: string[] | null | undefined
}

export interface AcceptedGig {
  message: string
  gig: Gig
}

export interface UpdateGigStatusRequest {
  /** In upper case. */
  status: GigStatus
}

export interface UploadImageRequest {
  /** A JPEG, PNG, GIF or WebP picture of at most 10 MiB, 16384 pixels a side and 50 megapixels, all frames together. */
  file: Upload
}

/** The type of a stored picture. */
export type ImageContentType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp'

/** What a file was uploaded for. */
export type FileCategory = 'profile' | 'gig' | 'general'

export interface UploadedFile {
  file_id: string
  filename: string
  original_filename: string
  /** Of the stored file, in bytes. */
  file_size: number
  /** Of the stored file. */
  content_type: ImageContentType
  category: FileCategory
  /** Where the file is, for everybody. */
  url: string
  /** In pixels. */
  width: number
  /** In pixels. */
  height: number
  /** A placeholder to draw until the picture is there: a ThumbHash in base64. */
  thumbhash: string
  uploaded_at: string
}

export interface SetProfileImageRequest {
  /** The `url` of a file of one’s own. */
  profile_image_url: string
}

/** How a picture is fitted into a width and a height. `cover` fills them and is cut at the edges, `contain` fits into them whole. */
export type ImageFit = 'cover' | 'contain'

/** A format that a picture can be converted into. */
export type ImageFormat = 'webp' | 'jpeg' | 'avif'

export interface AddBuddyRequest {
  /** UUID of the person to add. */
  buddy_user_id: string
  /** For the caller’s own eyes. */
  notes?: string | null | undefined
}

export interface BuddyInfo {
  id: string
  full_name: string
  profile_image_url: string | null
  reputation_score: number
  total_reviews: number
  is_available: boolean
}

export interface Buddy {
  id: string
  buddy_user_id: string
  notes: string | null
  created_at: string
  buddy_info: BuddyInfo
}

export interface BuddyPage {
  buddies: Buddy[]
  /** How many there are on all pages. */
  total_count: number
}

export interface UpdateBuddyNotesRequest {
  /** For the caller’s own eyes. */
  notes?: string | null | undefined
}

export interface CreateReviewRequest {
  /** UUID of the completed gig. */
  gig_id: string
  /** UUID of the other one of the two. */
  reviewee_id: string
  /** In stars. */
  rating: number
  /** What there is to say. */
  comment: string
}

export interface Review {
  id: string
  gig_id: string
  reviewer_id: string
  reviewee_id: string
  /** 1 to 5. */
  rating: number
  comment: string
  created_at: string
  updated_at: string
  reviewer_name: string
  reviewee_name: string
  gig_title: string
}

/** How many reviews have each rating. */
export interface RatingDistribution {
  1: number
  2: number
  3: number
  4: number
  5: number
}

export interface ReviewPage {
  reviews: Review[]
  /** How many there are on all pages. */
  total_count: number
  /** To two decimals; 0 where there are none. */
  average_rating: number
  rating_distribution: RatingDistribution
}

export interface GigReviews {
  gig_id: string
  gig_title: string
  /** 0 to 2: the two people of a gig write one each. */
  total_reviews: number
  reviews: Review[]
}

export interface ReviewPermission {
  can_review: boolean
  /** Why not, in a sentence for people. */
  reason: string | null
}

export interface UpdateReviewRequest {
  /** In stars. */
  rating?: number | undefined
  /** What there is to say. */
  comment?: string | undefined
}

/** A mock. `mock_payment` is held at once, `mock_payment_declined` fails, `mock_payment_slow` is PROCESSING for three seconds and then held. */
export type PaymentMethod = 'mock_payment' | 'mock_payment_declined' | 'mock_payment_slow'

export interface CreateEscrowRequest {
  /** UUID of the gig to pay for. */
  gig_id: string
  /** A mock: `mock_payment` (when left out) is held at once, `mock_payment_declined` fails, `mock_payment_slow` is PROCESSING for three seconds and then held. */
  payment_method?: PaymentMethod | null | undefined
}

export interface PaymentTransaction {
  id: string
  gig_id: string
  /** The seeker of the gig. */
  payer_id: string
  /** The helper of the gig. */
  payee_id: string
  /** What the payer pays, in THB. */
  amount: number
  /** 5 % of the amount, rounded half up to the satang, in THB. */
  service_fee: number
  /** What the payee receives: the amount without the fee, in THB. */
  net_amount: number
  /** Always THB. */
  currency: string
  /** PROCESSING: the provider has not answered yet (slow payments alone). PENDING: held in escrow. COMPLETED: released to the payee. CANCELLED: given back to the payer. FAILED: declined. */
  status: TransactionStatus
  payment_method: PaymentMethod
  /** To be quoted by people. */
  transaction_ref: string
  release_reason: string | null
  created_at: string
  completed_at: string | null
  gig_title: string
  payer_name: string
  payee_name: string
}

export interface CalculateServiceFeeRequest {
  /** In THB, at most two decimals. */
  base_amount: number
}

export interface ServiceFee {
  /** In THB, at most two decimals. */
  base_amount: number
  service_fee_rate: number
  /** Rounded half up to the satang, in THB. */
  service_fee_amount: number
  /** In THB, at most two decimals. */
  net_amount: number
  /** Always THB. */
  currency: string
}

export interface TransactionHistory {
  transactions: PaymentTransaction[]
  /** How many there are on all pages. */
  total_count: number
  /** The amounts of all completed payments the caller made, in THB. */
  total_paid: number
  /** The net amounts of all completed payments the caller received, in THB. */
  total_received: number
  /** Always THB. */
  currency: string
}

export interface PaymentSummary {
  user_id: string
  user_name: string
  total_transactions: number
  /** In THB, at most two decimals. */
  total_amount_paid: number
  /** In THB, at most two decimals. */
  total_amount_received: number
  pending_transactions: number
  completed_transactions: number
  /** Always THB. */
  currency: string
}

/** What moved the money. */
export type LedgerStep = 'HOLD' | 'RELEASE' | 'CANCEL'

/** A kind of account in the ledger. */
export type LedgerAccount = 'USER' | 'ESCROW' | 'FEES'

export interface LedgerEntry {
  step: LedgerStep
  /** FEES are those of the platform. */
  account: LedgerAccount
  /** Whose account; null for ESCROW and FEES. */
  user_id: string | null
  /** In THB; less than zero when it leaves the account. */
  amount: number
  posted_at: string
}

export interface PaymentTransactionWithEntries {
  id: string
  gig_id: string
  /** The seeker of the gig. */
  payer_id: string
  /** The helper of the gig. */
  payee_id: string
  /** What the payer pays, in THB. */
  amount: number
  /** 5 % of the amount, rounded half up to the satang, in THB. */
  service_fee: number
  /** What the payee receives: the amount without the fee, in THB. */
  net_amount: number
  /** Always THB. */
  currency: string
  /** PROCESSING: the provider has not answered yet (slow payments alone). PENDING: held in escrow. COMPLETED: released to the payee. CANCELLED: given back to the payer. FAILED: declined. */
  status: TransactionStatus
  payment_method: PaymentMethod
  /** To be quoted by people. */
  transaction_ref: string
  release_reason: string | null
  created_at: string
  completed_at: string | null
  gig_title: string
  payer_name: string
  payee_name: string
  /** What it posted in the ledger; the entries of each step sum to zero. */
  entries: LedgerEntry[]
}

export interface ReleasePaymentRequest {
  /** Why it is released. */
  release_reason?: string | null | undefined
}

export interface ReleasedPayment {
  message: string
  transaction: PaymentTransaction
}

export interface UpdateTransactionStatusRequest {
  /** `COMPLETED` releases, `CANCELLED` cancels; anything else is refused. */
  status: string
}

export interface Participant {
  id: string
  full_name: string
  profile_image_url: string | null
}

export interface ChatRoom {
  id: string
  gig_id: string
  gig_title: string
  /** The seeker, then the helper. */
  participants: Participant[]
  /** Null in an empty room. */
  last_message: string | null
  last_message_at: string | null
  /** Messages of the other that the caller has not read. */
  unread_count: number
  created_at: string
  /** Whether messages can still be sent. */
  is_active: boolean
}

export interface ChatRoomPage {
  rooms: ChatRoom[]
  /** How many there are on all pages. */
  total_count: number
  /** Whether there is another page. */
  has_more: boolean
}

export interface ChatMessage {
  id: string
  room_id: string
  /** The place in the room, from 1 without a gap. It orders the messages. */
  seq: number
  content: string
  sender_id: string
  sender_name: string
  image_url: string | null
  /** What the sender’s client calls it. */
  client_id: string | null
  created_at: string
  /** Whether the recipient has read it. */
  is_read: boolean
}

/** The room of the messages. */
export interface RoomInfo {
  id: string
  gig_title: string
}

export interface ChatMessagePage {
  /** Oldest first. */
  messages: ChatMessage[]
  /** How many there are; with `after`, how many follow it. */
  total_count: number
  /** Older ones; with `after`, later ones. */
  has_more: boolean
  room_info: RoomInfo
}

export interface SendMessageRequest {
  /** May be empty only with an `image_url`. */
  content?: string | null | undefined
  /** Where a picture is. */
  image_url?: string | null | undefined
  /** What the client calls this message. It comes back; the same one sent again in the room by the same user makes no second message. */
  client_id?: string | null | undefined
}

export interface MessagesRead {
  message: string
  /** How many had been unread. */
  updated_count: number
}

/** What a notification is about. */
export type NotificationType =
  | 'gig_accepted'
  | 'gig_status_changed'
  | 'new_message'
  | 'review_received'
  | 'payment_moved'

export interface UserNotification {
  id: string
  type: NotificationType
  /** A sentence for people. */
  text: string
  /** The gig it is about. */
  gig_id: string
  /** Set for `gig_accepted` and `new_message`. */
  room_id: string | null
  /** Set for `review_received`. */
  review_id: string | null
  /** Set for `payment_moved`. */
  transaction_id: string | null
  is_read: boolean
  created_at: string
}

export interface UserNotificationPage {
  /** Oldest first. */
  notifications: UserNotification[]
  /** How many are unread, on all pages. */
  unread_count: number
  /** With `after`: whether more follow. Without: whether there are older ones. */
  has_more: boolean
}

export interface MarkNotificationsAsReadRequest {
  /** The last notification that was seen. Left out: all are marked. */
  up_to?: string | null | undefined
}

export interface NotificationsRead {
  message: string
  updated_count: number
}

/** What happens in a chat room. */
export type RoomEvent =
  | { type: 'message'; data: ChatMessage }
  | {
      type: 'user_joined'
      data: {
        user_id: string
        user_name: string
        timestamp: string
      }
    }
  | {
      type: 'user_left'
      data: {
        user_id: string
        user_name: string
        timestamp: string
      }
    }
  | {
      type: 'typing'
      data: {
        user_id: string
        user_name: string
        is_typing: boolean
      }
    }
  | {
      type: 'read'
      data: {
        user_id: string
        room_id: string
        last_read_message_id: string
        timestamp: string
      }
    }
  | {
      type: 'room_ended'
      data: {
        user_id: string
        room_id: string
        timestamp: string
      }
    }

/** What concerns the user, wherever they are. */
export type NotificationEvent =
  | { type: 'gig_accepted'; data: UserNotification }
  | { type: 'gig_status_changed'; data: UserNotification }
  | { type: 'new_message'; data: UserNotification }
  | { type: 'review_received'; data: UserNotification }
  | { type: 'payment_moved'; data: UserNotification }

/** What happens to the gigs of an area. */
export type GigEvent =
  | {
      type: 'gig_appeared'
      data: {
        gig: Gig
      }
    }
  | {
      type: 'gig_changed'
      data: {
        gig: Gig
      }
    }
  | {
      type: 'gig_gone'
      data: {
        gig_id: string
      }
    }

/** A function for each operation of the API. Each rejects with a ChayenityError. */
export interface Operations {
  /** 200 when the database can be read and written, 503 otherwise. Never limited. */
  getHealth(options?: CallOptions): Promise<Health>
  /** 200 as long as the process answers. Restart it when it does not. */
  getLiveness(options?: CallOptions): Promise<Liveness>
  /** 200 when requests can be served, 503 otherwise: take the server out of a balancer. `disk` is `low` when uploads are rejected for lack of space, `full` when all writes but deletions are. */
  getReadiness(options?: CallOptions): Promise<Readiness>
  /** Where to begin. A browser is redirected to `/docs`. */
  getWelcome(options?: CallOptions): Promise<Welcome>
  /** Creates an account. No two accounts have the same e-mail, whatever its case. */
  registerUser(input: RegisterUserRequest, options?: CallOptions): Promise<User>
  /** Ends the session: its access tokens and its refresh token are refused from now on. Takes an access token that has expired, as long as its session is open, and is never limited. */
  logout(options?: CallOptions): Promise<Confirmation>
  /** Ends every session of the caller, this one too: all their tokens are refused from now on, and their sockets close. */
  logoutEverywhere(options?: CallOptions): Promise<Confirmation>
  /** Sets a new password. The session of the caller stays, and every other one ends: its tokens are refused and its sockets close. A wrong old password is 401 `INVALID_CREDENTIALS`, and the token stays good. Limited by account as logins are, and counted apart from them. */
  changePassword(input: ChangePasswordRequest, options?: CallOptions): Promise<Confirmation>
  /** The account of the caller. */
  getCurrentUser(options?: CallOptions): Promise<User>
  /** The complete profile of the caller. */
  getUserProfile(options?: CallOptions): Promise<Profile>
  /** The same as `GET /api/users/profile`. An addition to the contract (ruling U4). */
  getOwnProfile(options?: CallOptions): Promise<Profile>
  /** Changes what is sent and leaves the rest. `null` clears `contact_info` and `address_text`. */
  updateUserProfile(input?: UpdateUserProfileRequest, options?: CallOptions): Promise<User>
  /** In the demo the caller is verified at once. In production the operator of the server verifies accounts, and the answer is a 403. An addition to the contract (ruling U4). */
  verifyAccount(options?: CallOptions): Promise<Profile>
  /** Sets where the caller is found by others, mostly for helpers. An `address_text` that is left out stays. */
  updateLocation(input: UpdateLocationRequest, options?: CallOptions): Promise<ProfileWithPlace>
  /** Says whether the caller takes gigs at the moment. */
  updateAvailability(input: UpdateAvailabilityRequest, options?: CallOptions): Promise<ProfileWithPlace>
  /** People who have set a place within the radius, nearest first, without the caller. Their coordinates are never shown. Each place is moved to the middle of a square of 700 m before anything is compared with it, so a distance can be half a kilometre off; distances are great-circle distances rounded to 0.1 km. */
  findNearbyHelpers(
    input: {
      /** Of the centre, in degrees. */
      latitude: number
      /** Of the centre, in degrees. */
      longitude: number
      /** In km; the edge belongs to it. */
      radius?: number | undefined
      /** Leave out people who are not available. */
      only_available?: boolean | undefined
      /** How many to give at most. */
      limit?: number | undefined
    },
    options?: CallOptions,
  ): Promise<NearbyUser[]>
  /** What everybody may know of a user: no e-mail, no contact and no place. An addition to the contract (ruling U4). */
  getPublicProfile(
    input: {
      /** UUID of the user. */
      user_id: string
    },
    options?: CallOptions,
  ): Promise<PublicProfile>
  /** Posts a gig on the map. It is PENDING until a helper accepts it. */
  createGig(input: CreateGigRequest, options?: CallOptions): Promise<Gig>
  /** The pending gigs of everybody, newest first; those of disabled people are left out. An addition to the contract (ruling K6). */
  listNewestGigs(
    input?: {
      /** How many to leave out at the beginning. */
      skip?: number | undefined
      /** How many to give at most. */
      limit?: number | undefined
    },
    options?: CallOptions,
  ): Promise<GigPage>
  /** Gigs within a radius, nearest first by exact great-circle distance unless `sort` says otherwise. `q` finds text in the title or the description, Thai without spaces too. `distance_km` is rounded to 0.1 km; `total_count` is exact. */
  searchGigs(
    input: {
      /** Of the centre, in degrees. */
      latitude: number
      /** Of the centre, in degrees. */
      longitude: number
      /** In km; the edge belongs to it. */
      radius?: number | undefined
      /** Left out: every status. */
      status?: GigStatus | undefined
      /** The least budget, in THB. */
      min_budget?: number | undefined
      /** The greatest budget, in THB. */
      max_budget?: number | undefined
      /** Text that is in the title or the description, whatever its case; 3 to 100 characters. */
      q?: string | undefined
      /** `distance` (when left out) nearest first, `newest` posted last first, `budget` greatest first. */
      sort?: GigOrder | undefined
      /** How many to leave out at the beginning. */
      skip?: number | undefined
      /** How many to give at most. */
      limit?: number | undefined
    },
    options?: CallOptions,
  ): Promise<GigPage>
  /** What a viewport of a map shows, as GeoJSON: a pin for each gig while there are at most 200, else clusters with their counts. A cluster counts whole squares of 0.01 degrees, so at the edge it can hold gigs just outside of the viewport. The socket `/ws/gigs` tells of changes. An addition to the contract. */
  getGigMap(
    input: {
      /** West, south, east and north of the viewport, in degrees. A west greater than the east crosses the antimeridian. */
      bbox: string
      /** Left out: PENDING. */
      status?: GigStatus | undefined
    },
    options?: CallOptions,
  ): Promise<GigMap>
  /** The gigs of the caller, as seeker, as helper or both, newest first. */
  getMyGigs(
    input?: {
      /** Left out: both roles. */
      role?: GigRole | undefined
      /** Left out: every status. */
      status?: GigStatus | undefined
      /** How many to leave out at the beginning. */
      skip?: number | undefined
      /** How many to give at most. */
      limit?: number | undefined
    },
    options?: CallOptions,
  ): Promise<GigPage>
  /** One gig with its two people. A gig of a disabled seeker is a 404 for everybody but its helper. */
  getGigDetails(
    input: {
      /** UUID of the gig. */
      gig_id: string
    },
    options?: CallOptions,
  ): Promise<Gig>
  /** Its seeker changes what is sent and leaves the rest, while it is PENDING. `null` clears `starts_at` and `image_urls`. An addition to the contract (ruling K6). */
  updateGig(
    input: {
      /** UUID of the gig. */
      gig_id: string
    } & UpdateGigRequest,
    options?: CallOptions,
  ): Promise<Gig>
  /** Its seeker takes it away, while it is PENDING. An addition to the contract (ruling K6). */
  deleteGig(
    input: {
      /** UUID of the gig. */
      gig_id: string
    },
    options?: CallOptions,
  ): Promise<void>
  /** The caller becomes the helper, and the chat room of the two is opened, in one step. Of any number of helpers at once exactly one wins. */
  acceptGig(
    input: {
      /** UUID of the gig. */
      gig_id: string
    },
    options?: CallOptions,
  ): Promise<AcceptedGig>
  /** Moves a gig along: PENDING to ACCEPTED (the same as accept), ACCEPTED to IN_PROGRESS, IN_PROGRESS to COMPLETED, any to CANCELLED. Only its seeker and its helper may. Cancelling gives back a payment that is held; once it has been released the gig cannot be cancelled any more. */
  updateGigStatus(
    input: {
      /** UUID of the gig. */
      gig_id: string
    } & UpdateGigStatusRequest,
    options?: CallOptions,
  ): Promise<Gig>
  /** Stores a picture and makes it the caller’s profile picture. What is stored is upright and without EXIF, GPS or other metadata, in the same format; animations stay. */
  uploadProfileImage(input: UploadImageRequest, options?: CallOptions): Promise<UploadedFile>
  /** Stores a picture for the `image_urls` of a gig. What is stored is upright and without EXIF, GPS or other metadata, in the same format; animations stay. */
  uploadGigImage(input: UploadImageRequest, options?: CallOptions): Promise<UploadedFile>
  /** Stores a picture for anything else, such as a chat message. An addition to the contract (ruling F4). What is stored is upright and without EXIF, GPS or other metadata, in the same format; animations stay. */
  uploadGeneralImage(input: UploadImageRequest, options?: CallOptions): Promise<UploadedFile>
  /** Makes a file of one’s own, whatever its category, the profile picture. An addition to the contract (ruling F4). */
  setProfileImage(input: SetProfileImageRequest, options?: CallOptions): Promise<Profile>
  /** The files of the caller, newest first. */
  listMyFiles(
    input?: {
      /** Left out: every category. */
      category?: FileCategory | undefined
      /** How many to give at most. */
      limit?: number | undefined
      /** How many to leave out at the beginning. */
      offset?: number | undefined
    },
    options?: CallOptions,
  ): Promise<UploadedFile[]>
  /** The uploaded files among the `image_urls` of a gig, in their order; addresses of other servers and of deleted files are left out. `original_filename` is shown to the owner alone; to others it is `filename`. An addition to the contract (ruling F8). */
  listGigImages(
    input: {
      /** UUID of the gig. */
      gig_id: string
    },
    options?: CallOptions,
  ): Promise<UploadedFile[]>
  /** Deletes a file of one’s own. Where it is a profile picture, `profile_image_url` becomes `null`; a gig keeps the address, which is a 404 from then on. */
  deleteFile(
    input: {
      /** UUID of the file, or its stored `filename`. */
      file_id: string
    },
    options?: CallOptions,
  ): Promise<void>
  /** The picture, for everybody, or a variant of it: another size with `w` and `h`, never enlarged, another format with `format`. With one of `w` and `h` the proportions stay; a side that is not asked for is at most 4096 pixels. Each side is rounded up to the next of 16, 32, 48, 64, 96, 128, 160, 200, 240, 256, 320, 400, 480, 512, 640, 720, 800, 960, 1024, 1080, 1280, 1600, 1920 and 2048 (ruling F8). A client that asks for too many new variants in a minute gets the next larger stored size or the original in their place, which caches may keep for a minute. Files never change: keep them as long as you like. Answers `If-None-Match` with 304 and `Range` with 206. */
  getUploadedFile(
    input: {
      /** UUID of the file, or its stored `filename`. */
      file_id: string
      /** The width wanted, in pixels; rounded up to a fixed size. */
      w?: number | undefined
      /** The height wanted, in pixels; rounded up to a fixed size. */
      h?: number | undefined
      /** With both `w` and `h`: `cover` fills them and is cut at the edges, `contain` fits into them whole. */
      fit?: ImageFit | undefined
      /** Left out: as stored, or WebP for another size when `Accept` names `image/webp`. */
      format?: ImageFormat | undefined
    },
    options?: CallOptions,
  ): Promise<Blob>
  /** Puts a person into the caller’s list. The person is not told. */
  addBuddy(input: AddBuddyRequest, options?: CallOptions): Promise<Buddy>
  /** The caller’s list, newest first, each person as they are now. Disabled people are left out; their entries return with them. */
  getBuddies(
    input?: {
      /** How many to leave out at the beginning. */
      skip?: number | undefined
      /** How many to give at most. */
      limit?: number | undefined
    },
    options?: CallOptions,
  ): Promise<BuddyPage>
  /** Those of the caller’s list who take gigs at the moment, newest first. */
  getAvailableBuddies(
    input?: {
      /** How many to leave out at the beginning. */
      skip?: number | undefined
      /** How many to give at most. */
      limit?: number | undefined
    },
    options?: CallOptions,
  ): Promise<BuddyPage>
  /** One entry of the caller’s list. An addition to the contract (ruling B2). */
  getBuddy(
    input: {
      /** UUID of the entry in the list, not of the person. */
      buddy_id: string
    },
    options?: CallOptions,
  ): Promise<Buddy>
  /** Changes the notes; left out they stay, `null` clears them. An addition to the contract (ruling B2). */
  updateBuddyNotes(
    input: {
      /** UUID of the entry in the list, not of the person. */
      buddy_id: string
    } & UpdateBuddyNotesRequest,
    options?: CallOptions,
  ): Promise<Buddy>
  /** Takes a person out of the caller’s list. */
  removeBuddy(
    input: {
      /** UUID of the entry in the list, not of the person. */
      buddy_id: string
    },
    options?: CallOptions,
  ): Promise<void>
  /** The seeker and the helper of a completed gig review each other, once each. The reputation of the reviewee changes in the same step. */
  createReview(input: CreateReviewRequest, options?: CallOptions): Promise<Review>
  /** The reviews a user has received, newest first. The average and the distribution are over all of them, not over the page. */
  getUserReviews(
    input: {
      /** UUID of the user. */
      user_id: string
      /** How many to leave out at the beginning. */
      skip?: number | undefined
      /** How many to give at most. */
      limit?: number | undefined
    },
    options?: CallOptions,
  ): Promise<ReviewPage>
  /** The reviews the caller has written, newest first. The average and the distribution are over all of them. */
  getMyReviews(
    input?: {
      /** How many to leave out at the beginning. */
      skip?: number | undefined
      /** How many to give at most. */
      limit?: number | undefined
    },
    options?: CallOptions,
  ): Promise<ReviewPage>
  /** The reviews of a gig, newest first. An addition to the contract (ruling V4). */
  getGigReviews(
    input: {
      /** UUID of the gig. */
      gig_id: string
    },
    options?: CallOptions,
  ): Promise<GigReviews>
  /** Whether the caller could review that person for that gig now, and why not. An addition to the contract (ruling V4). */
  canReview(
    input: {
      /** UUID of the gig. */
      gig_id: string
      /** UUID of the person to review. */
      reviewee_id: string
    },
    options?: CallOptions,
  ): Promise<ReviewPermission>
  /** Its author changes what is sent and leaves the rest. The reputation of the reviewee changes in the same step. */
  updateReview(
    input: {
      /** UUID of the review. */
      review_id: string
    } & UpdateReviewRequest,
    options?: CallOptions,
  ): Promise<Review>
  /** Its author takes it away. The reputation of the reviewee changes in the same step; the gig can be reviewed again. */
  deleteReview(
    input: {
      /** UUID of the review. */
      review_id: string
    },
    options?: CallOptions,
  ): Promise<void>
  /** The seeker of a gig that a helper has accepted pays its budget into the escrow. A declined payment is answered with 201 and the status FAILED, a slow one with PROCESSING; it counts as paid for once it is PENDING. A gig has at most one transaction that is PROCESSING, PENDING or COMPLETED. */
  createEscrow(input: CreateEscrowRequest, options?: CallOptions): Promise<PaymentTransaction>
  /** The fee for an amount, 5 % rounded half up to the satang, and what is left. Nothing is stored. */
  calculateServiceFee(input: CalculateServiceFeeRequest, options?: CallOptions): Promise<ServiceFee>
  /** The transactions the caller pays or receives, newest first. `total_paid` and `total_received` are over all completed ones, whatever page or status is asked for. */
  getTransactionHistory(
    input?: {
      /** Left out: every status. */
      status?: TransactionStatus | undefined
      /** How many to leave out at the beginning. */
      skip?: number | undefined
      /** How many to give at most. */
      limit?: number | undefined
    },
    options?: CallOptions,
  ): Promise<TransactionHistory>
  /** How many transactions the caller has and what they sum to. An addition to the contract (ruling P6). */
  getPaymentSummary(options?: CallOptions): Promise<PaymentSummary>
  /** The transaction of a gig that is under way or completed, else its newest, with its entries in the ledger; for the seeker and the helper alone. An addition to the contract (ruling P6). */
  getGigTransaction(
    input: {
      /** UUID of the gig. */
      gig_id: string
    },
    options?: CallOptions,
  ): Promise<PaymentTransactionWithEntries>
  /** One transaction with its entries in the ledger; for the payer and the payee alone. An addition to the contract (ruling P6). */
  getTransaction(
    input: {
      /** UUID of the transaction. */
      transaction_id: string
    },
    options?: CallOptions,
  ): Promise<PaymentTransactionWithEntries>
  /** The payer lets the payee have what is held, without the fee. The gig becomes COMPLETED in the same step, if it was not. The body may be left out. */
  releasePayment(
    input: {
      /** UUID of the transaction. */
      transaction_id: string
    } & ReleasePaymentRequest,
    options?: CallOptions,
  ): Promise<ReleasedPayment>
  /** The payer takes back what is held; the gig stays as it is. An addition to the contract (ruling P6). */
  cancelTransaction(
    input: {
      /** UUID of the transaction. */
      transaction_id: string
    },
    options?: CallOptions,
  ): Promise<PaymentTransaction>
  /** `COMPLETED` is the same as release, `CANCELLED` the same as cancel. An addition to the contract (ruling P6). */
  updateTransactionStatus(
    input: {
      /** UUID of the transaction. */
      transaction_id: string
    } & UpdateTransactionStatusRequest,
    options?: CallOptions,
  ): Promise<PaymentTransaction>
  /** The rooms the caller takes part in, latest activity first. `unread_count` is the caller’s. `gig_id` finds the room of one gig, an addition to the contract (ruling C5). */
  getChatRooms(
    input?: {
      /** Left out: the rooms of every gig. */
      gig_id?: string | undefined
      /** How many to leave out at the beginning. */
      skip?: number | undefined
      /** How many to give at most. */
      limit?: number | undefined
    },
    options?: CallOptions,
  ): Promise<ChatRoomPage>
  /** One room of the caller. An addition to the contract (ruling C5). */
  getChatRoom(
    input: {
      /** UUID of the chat room. */
      room_id: string
    },
    options?: CallOptions,
  ): Promise<ChatRoom>
  /** Either participant ends the room: `is_active` becomes false, the history stays readable, and its sockets get `room_ended`. An addition to the contract (ruling C5). */
  endChatRoom(
    input: {
      /** UUID of the chat room. */
      room_id: string
    },
    options?: CallOptions,
  ): Promise<void>
  /** The history of a room. `skip` counts back from the newest, and a page reads oldest to newest. After a reconnect, `after` gives everything behind the last message a client knows. */
  getMessages(
    input: {
      /** UUID of the chat room. */
      room_id: string
      /** How many to leave out, counted back from the newest. */
      skip?: number | undefined
      /** How many to give at most. Left out: 50; with `after` everything, but at most 1000. */
      limit?: number | undefined
      /** A message of the room: gives those that follow it, oldest first; `skip` is ignored. */
      after?: string | undefined
    },
    options?: CallOptions,
  ): Promise<ChatMessagePage>
  /** Says something in a room; every socket of the room gets it as a `message` event. Sent again with the same `client_id` it makes no second message and gives the first. */
  sendMessage(
    input: {
      /** UUID of the chat room. */
      room_id: string
    } & SendMessageRequest,
    options?: CallOptions,
  ): Promise<ChatMessage>
  /** Marks every message of the other in a room as read. The room’s sockets get a `read` event when there was something unread. */
  markMessagesAsRead(
    input: {
      /** UUID of the chat room. */
      room_id: string
    },
    options?: CallOptions,
  ): Promise<MessagesRead>
  /** What the caller was told of the last 30 days, oldest first; the same arrives live at `/ws/notifications`. An addition to the contract. */
  getNotifications(
    input?: {
      /** The id of the last notification that is known: what followed it is given, oldest first. Left out: the newest. One that is no longer kept gives everything that is. */
      after?: string | undefined
      /** How many to give at most. */
      limit?: number | undefined
    },
    options?: CallOptions,
  ): Promise<UserNotificationPage>
  /** Marks all notifications of the caller, or those up to `up_to`. The body may be left out. An addition to the contract. */
  markNotificationsAsRead(
    input?: MarkNotificationsAsReadRequest,
    options?: CallOptions,
  ): Promise<NotificationsRead>
}

export const createOperations = (call: Call): Operations => ({
  getHealth: options => call('GET', '/health', undefined, options, 'open'),
  getLiveness: options => call('GET', '/health/live', undefined, options, 'open'),
  getReadiness: options => call('GET', '/health/ready', undefined, options, 'open'),
  getWelcome: options => call('GET', '/', undefined, options, 'open'),
  registerUser: (input, options) => call('POST', '/api/auth/register', input, options, 'open'),
  logout: options => call('POST', '/api/auth/logout', undefined, options),
  logoutEverywhere: options => call('POST', '/api/auth/logout-all', undefined, options),
  changePassword: (input, options) => call('PUT', '/api/auth/password', input, options),
  getCurrentUser: options => call('GET', '/api/auth/me', undefined, options),
  getUserProfile: options => call('GET', '/api/users/profile', undefined, options),
  getOwnProfile: options => call('GET', '/api/users/me', undefined, options),
  updateUserProfile: (input, options) => call('PUT', '/api/users/me', input, options),
  verifyAccount: options => call('POST', '/api/users/me/verify', undefined, options, 'keyed'),
  updateLocation: (input, options) => call('PUT', '/api/users/location', input, options),
  updateAvailability: (input, options) => call('PUT', '/api/users/availability', input, options),
  findNearbyHelpers: (input, options) => call('GET', '/api/users/nearby', input, options),
  getPublicProfile: (input, options) => call('GET', '/api/users/{user_id}', input, options),
  createGig: (input, options) => call('POST', '/api/gigs', input, options, 'keyed'),
  listNewestGigs: (input, options) => call('GET', '/api/gigs', input, options),
  searchGigs: (input, options) => call('GET', '/api/gigs/search', input, options),
  getGigMap: (input, options) => call('GET', '/api/gigs/map', input, options),
  getMyGigs: (input, options) => call('GET', '/api/gigs/my-gigs', input, options),
  getGigDetails: (input, options) => call('GET', '/api/gigs/{gig_id}', input, options),
  updateGig: (input, options) => call('PUT', '/api/gigs/{gig_id}', input, options),
  deleteGig: (input, options) => call('DELETE', '/api/gigs/{gig_id}', input, options),
  acceptGig: (input, options) => call('POST', '/api/gigs/{gig_id}/accept', input, options, 'keyed'),
  updateGigStatus: (input, options) => call('PUT', '/api/gigs/{gig_id}/status', input, options),
  uploadProfileImage: (input, options) => call('POST', '/api/upload/profile', input, options, 'upload'),
  uploadGigImage: (input, options) => call('POST', '/api/upload/gig', input, options, 'upload'),
  uploadGeneralImage: (input, options) => call('POST', '/api/upload/general', input, options, 'upload'),
  setProfileImage: (input, options) => call('PUT', '/api/upload/profile/set', input, options),
  listMyFiles: (input, options) => call('GET', '/api/upload/my-files', input, options),
  listGigImages: (input, options) => call('GET', '/api/upload/gig-images/{gig_id}', input, options),
  deleteFile: (input, options) => call('DELETE', '/api/upload/{file_id}', input, options),
  getUploadedFile: (input, options) => call('GET', '/api/upload/{file_id}', input, options, 'file'),
  addBuddy: (input, options) => call('POST', '/api/buddies', input, options, 'keyed'),
  getBuddies: (input, options) => call('GET', '/api/buddies', input, options),
  getAvailableBuddies: (input, options) => call('GET', '/api/buddies/available', input, options),
  getBuddy: (input, options) => call('GET', '/api/buddies/{buddy_id}', input, options),
  updateBuddyNotes: (input, options) => call('PUT', '/api/buddies/{buddy_id}', input, options),
  removeBuddy: (input, options) => call('DELETE', '/api/buddies/{buddy_id}', input, options),
  createReview: (input, options) => call('POST', '/api/reviews', input, options, 'keyed'),
  getUserReviews: (input, options) => call('GET', '/api/reviews/user/{user_id}', input, options),
  getMyReviews: (input, options) => call('GET', '/api/reviews/my-reviews', input, options),
  getGigReviews: (input, options) => call('GET', '/api/reviews/gig/{gig_id}', input, options),
  canReview: (input, options) =>
    call('GET', '/api/reviews/can-review/{gig_id}/{reviewee_id}', input, options),
  updateReview: (input, options) => call('PUT', '/api/reviews/{review_id}', input, options),
  deleteReview: (input, options) => call('DELETE', '/api/reviews/{review_id}', input, options),
  createEscrow: (input, options) => call('POST', '/api/transactions/escrow', input, options, 'keyed'),
  calculateServiceFee: (input, options) =>
    call('POST', '/api/transactions/calculate-fee', input, options, 'keyed'),
  getTransactionHistory: (input, options) => call('GET', '/api/transactions/history/my', input, options),
  getPaymentSummary: options => call('GET', '/api/transactions/summary/my', undefined, options),
  getGigTransaction: (input, options) => call('GET', '/api/transactions/gig/{gig_id}', input, options),
  getTransaction: (input, options) => call('GET', '/api/transactions/{transaction_id}', input, options),
  releasePayment: (input, options) =>
    call('PUT', '/api/transactions/{transaction_id}/release', input, options),
  cancelTransaction: (input, options) =>
    call('PUT', '/api/transactions/{transaction_id}/cancel', input, options),
  updateTransactionStatus: (input, options) =>
    call('PUT', '/api/transactions/{transaction_id}/status', input, options),
  getChatRooms: (input, options) => call('GET', '/api/chat/rooms', input, options),
  getChatRoom: (input, options) => call('GET', '/api/chat/rooms/{room_id}', input, options),
  endChatRoom: (input, options) => call('DELETE', '/api/chat/rooms/{room_id}', input, options),
  getMessages: (input, options) => call('GET', '/api/chat/rooms/{room_id}/messages', input, options),
  sendMessage: (input, options) =>
    call('POST', '/api/chat/rooms/{room_id}/messages', input, options, 'keyed'),
  markMessagesAsRead: (input, options) => call('PUT', '/api/chat/rooms/{room_id}/read', input, options),
  getNotifications: (input, options) => call('GET', '/api/notifications', input, options),
  markNotificationsAsRead: (input, options) => call('PUT', '/api/notifications/read', input, options),
})
