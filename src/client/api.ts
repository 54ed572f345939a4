// Made by scripts/client-api from the OpenAPI and AsyncAPI documents of the server. Do not edit.

import type { Call, CallOptions, Upload } from './call.ts'

/** Whether the server can do its work. */
export type HealthStatus = 'ok' | 'unhealthy'

/** Whether the server works, and which one it is. */
export interface Health {
  /** Whether the database can be read and written. */
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

/** Why a request was rejected: a sentence for people, a code for programs. */
export interface ApiError {
  /** What went wrong, in a sentence for people. In a 422 it names the first field at fault. */
  detail: string
  /** What went wrong, for programs. */
  error_code: ErrorCode
  /** What is wrong with each field, by its name, where fields are at fault. */
  field_errors?: Record<string, string[]> | undefined
}

/** The process answers. */
export interface Liveness {
  /** Always ok. */
  status: 'ok'
}

/** The free space. `low`: uploads are rejected. `full`: all writes but deletions are. */
export type DiskLevel = 'plenty' | 'low' | 'full'

/** Whether the database is as it was written. */
export type DatabaseState = 'ok' | 'damaged'

/** Whether requests can be served. */
export interface Readiness {
  /** Whether requests can be served. */
  status: HealthStatus
  /** The free space of the server. */
  disk: DiskLevel
  /** What the check of the database after the start has found. */
  database: DatabaseState
}

/** Where to begin. */
export interface Welcome {
  /** Of the product. */
  name: string
  /** Where the documentation is. */
  docs: string
  /** Where the guide is. */
  guide: string
  /** Where the OpenAPI document is. */
  openapi: string
  /** Where the server says whether it works. */
  health: string
}

/** A new account. */
export interface RegisterUserRequest {
  /** The address to log in with, compared without regard to case. At most 254 characters. */
  email: string
  /** Any characters. In production the most common passwords are rejected. 8 to 128 characters. */
  password: string
  /** Shown to others. 1 to 100 characters. */
  full_name: string
  /** How to reach the person; everybody near by sees it. At most 255 characters. */
  contact_info?: string | null | undefined
}

/** The account of the caller. */
export interface User {
  /** UUID of the user. */
  id: string
  /** The address to log in with, in lower case. */
  email: string
  /** The name of the person, as they wrote it. */
  full_name: string
  /** How to reach the person, in words; null without. */
  contact_info: string | null
  /** Where the person is, in words; null without. */
  address_text: string | null
  /** Whether the account is verified: by the operator, in the demo by the person. */
  is_verified: boolean
  /** The mean of the ratings received, 1 to 5 stars to two decimals; 5 before the first. */
  reputation_score: number
  /** When the account was created. */
  created_at: string
}

/** The form of the OAuth2 password flow. */
export interface LoginRequest {
  /** The e-mail address. 1 to 254 characters. */
  username: string
  /** The password. 1 to 1000 characters. */
  password: string
}

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

/** A new access token of a session. */
export interface AccessToken {
  /** Goes with every request as `Authorization: Bearer …`. */
  access_token: string
  /** Always bearer. */
  token_type: 'bearer'
  /** How long the access token lives, in minutes. */
  expires_in_minutes: number
}

/** What was done, in a sentence for people. */
export interface Confirmation {
  /** What was done. */
  message: string
}

/** The present password and a new one. */
export interface ChangePasswordRequest {
  /** The present password. 1 to 1000 characters. */
  old_password: string
  /** Any characters. In production the most common passwords are rejected. 8 to 128 characters. */
  new_password: string
}

/** Whose password was forgotten. */
export interface RequestPasswordLinkRequest {
  /** The address of the account. */
  email: string
}

/** The token of a link, and a new password. */
export interface ResetPasswordRequest {
  /** What stands behind `#token=` in the link. 1 to 100 characters. */
  token: string
  /** Any characters. In production the most common passwords are rejected. 8 to 128 characters. */
  new_password: string
}

/** The complete profile of the caller. */
export interface Profile {
  /** UUID of the user. */
  id: string
  /** The address to log in with, in lower case. */
  email: string
  /** The name of the person, as they wrote it. */
  full_name: string
  /** How to reach the person, in words; null without. */
  contact_info: string | null
  /** Where the person is, in words; null without. */
  address_text: string | null
  /** Whether the account is verified: by the operator, in the demo by the person. */
  is_verified: boolean
  /** The mean of the ratings received, 1 to 5 stars to two decimals; 5 before the first. */
  reputation_score: number
  /** When the account was created. */
  created_at: string
  /** Where the picture of the person is; null without one. `?w=96` gives a small one. */
  profile_image_url: string | null
  /** How many reviews the person has received. */
  total_reviews: number
  /** Whether the person takes gigs at the moment. */
  is_available: boolean
  /** Whether the person has set a place. */
  has_location: boolean
}

/** What changes; what is left out stays, and null clears it. */
export interface UpdateUserProfileRequest {
  /** Shown to others. 1 to 100 characters. */
  full_name?: string | undefined
  /** How to reach the person; everybody near by sees it. At most 255 characters. */
  contact_info?: string | null | undefined
  /** An address in words; everybody near by sees it. At most 500 characters. */
  address_text?: string | null | undefined
}

/** The password, so that nobody deletes an account with a token alone. */
export interface DeleteOwnAccountRequest {
  /** The password of the account. 1 to 1000 characters. */
  password: string
}

/** What was deleted and what was not, in sentences for people. */
export interface DeletedAccount {
  /** What was done. */
  message: string
  /** What backups of the server still hold. */
  backups: string
}

/** Where a person is. An `address_text` that is left out stays. */
export interface UpdateLocationRequest {
  /** In degrees, north is positive. From -90 to 90. */
  latitude: number
  /** In degrees, east is positive. From -180 to 180. */
  longitude: number
  /** An address in words; everybody near by sees it. At most 500 characters. */
  address_text?: string | null | undefined
}

/** The complete profile of the caller with their place. */
export interface ProfileWithPlace {
  /** UUID of the user. */
  id: string
  /** The address to log in with, in lower case. */
  email: string
  /** The name of the person, as they wrote it. */
  full_name: string
  /** How to reach the person, in words; null without. */
  contact_info: string | null
  /** Where the person is, in words; null without. */
  address_text: string | null
  /** Whether the account is verified: by the operator, in the demo by the person. */
  is_verified: boolean
  /** The mean of the ratings received, 1 to 5 stars to two decimals; 5 before the first. */
  reputation_score: number
  /** When the account was created. */
  created_at: string
  /** Where the picture of the person is; null without one. `?w=96` gives a small one. */
  profile_image_url: string | null
  /** How many reviews the person has received. */
  total_reviews: number
  /** Whether the person takes gigs at the moment. */
  is_available: boolean
  /** Whether the person has set a place. */
  has_location: boolean
  /** Of the place, in degrees; null without one. */
  latitude: number | null
  /** Of the place, in degrees; null without one. */
  longitude: number | null
}

/** Whether a person takes gigs. */
export interface UpdateAvailabilityRequest {
  /** Whether the person takes gigs at the moment. */
  is_available: boolean
}

/** A person near by, without coordinates. */
export interface NearbyUser {
  /** UUID of the person. */
  id: string
  /** The name of the person, as they wrote it. */
  full_name: string
  /** Where the picture of the person is; null without one. `?w=96` gives a small one. */
  profile_image_url: string | null
  /** How to reach the person, in words; null without. */
  contact_info: string | null
  /** Where the person is, in words; null without. */
  address_text: string | null
  /** Whether the person takes gigs at the moment. */
  is_available: boolean
  /** The mean of the ratings received, 1 to 5 stars to two decimals; 5 before the first. */
  reputation_score: number
  /** How many reviews the person has received. */
  total_reviews: number
  /** From the centre of the search to about where the person is, in km, to one decimal. */
  distance_km: number
}

/** What everybody may know of a person. */
export interface PublicProfile {
  /** UUID of the person. */
  id: string
  /** The name of the person, as they wrote it. */
  full_name: string
  /** Where the picture of the person is; null without one. `?w=96` gives a small one. */
  profile_image_url: string | null
  /** Whether the account is verified: by the operator, in the demo by the person. */
  is_verified: boolean
  /** Whether the person takes gigs at the moment. */
  is_available: boolean
  /** The mean of the ratings received, 1 to 5 stars to two decimals; 5 before the first. */
  reputation_score: number
  /** How many reviews the person has received. */
  total_reviews: number
  /** When the account was created. */
  created_at: string
}

/** A new gig. */
export interface CreateGigRequest {
  /** What it is about. 1 to 200 characters. */
  title: string
  /** What is to be done. 1 to 5000 characters. */
  description: string
  /** How long it takes, in whole hours. From 1 to 720. */
  duration_hours: number
  /** What the helper is paid, the fee included. In THB with at most two decimals. From 0.01 to 10 000 000. */
  budget: number
  /** Of the place, in degrees. From -90 to 90. */
  latitude: number
  /** Of the place, in degrees. From -180 to 180. */
  longitude: number
  /** The place in words. 1 to 500 characters. */
  address_text: string
  /** When it begins: ISO 8601, a date or a date and time; without an offset it is UTC. */
  starts_at?: string | null | undefined
  /** Where the pictures are; none where it is left out. At most 10. */
  image_urls?: string[] | null | undefined
}

/** Where a gig stands. PENDING: open to helpers. ACCEPTED: a helper has taken it. IN_PROGRESS: the work has begun. COMPLETED: the work is done. CANCELLED: called off. */
export type GigStatus = 'PENDING' | 'ACCEPTED' | 'IN_PROGRESS' | 'COMPLETED' | 'CANCELLED'

/** The seeker or the helper, as a gig shows them. */
export interface GigPerson {
  /** UUID of the person. */
  id: string
  /** The name of the person, as they wrote it. */
  full_name: string
  /** Where the picture of the person is; null without one. `?w=96` gives a small one. */
  profile_image_url: string | null
  /** The mean of the ratings received, 1 to 5 stars to two decimals; 5 before the first. */
  reputation_score: number
  /** How many reviews the person has received. */
  total_reviews: number
  /** Whether the account is verified: by the operator, in the demo by the person. */
  is_verified: boolean
}

/** Where a payment stands. PROCESSING: the provider has not answered yet (slow payments alone). PENDING: held in escrow. COMPLETED: released to the payee. CANCELLED: given back to the payer. FAILED: declined. */
export type TransactionStatus = 'PROCESSING' | 'PENDING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'

/** A piece of work at a place, asked for by a seeker and done by a helper. */
export interface Gig {
  /** UUID of the gig. */
  id: string
  /** What it is about. */
  title: string
  /** What is to be done. */
  description: string
  /** How long it takes, in hours. */
  duration_hours: number
  /** What the helper is paid, the fee included. */
  budget: number
  /** The place in words. */
  address_text: string
  /** Where the gig stands. */
  status: GigStatus
  /** Where the pictures are. */
  image_urls: string[]
  /** When it was posted. */
  created_at: string
  /** When it last changed; of two copies, the later one is newer. */
  updated_at: string
  /** When the work begins; null where it is left open. */
  starts_at: string | null
  /** When it was completed; null before. */
  completed_at: string | null
  /** UUID of the person who posted it. */
  seeker_id: string
  /** UUID of the person who does it; null before the accept. */
  helper_id: string | null
  /** Of the place, in degrees. */
  latitude: number
  /** Of the place, in degrees. */
  longitude: number
  /** From the centre of a search, in km, to one decimal; null elsewhere. */
  distance_km: number | null
  /** The person who posted it. */
  seeker: GigPerson
  /** The person who does it; null before the accept. */
  helper: GigPerson | null
  /** The chat room of the two, for them alone; null for everybody else and before the accept. */
  room_id: string | null
  /** Of the payment under way or completed, else of the newest; for the two people of the gig alone. */
  payment_status: TransactionStatus | null
  /** True when an operator has hidden this gig from everybody else. Left out for others, and while it is not hidden. */
  is_hidden?: boolean | undefined
}

/** A page of gigs. */
export interface GigPage {
  /** The gigs of this page. */
  gigs: Gig[]
  /** How many there are on all pages. */
  total_count: number
  /** Whether there is another page. */
  has_more: boolean
}

/** An order of gigs. `distance`: nearest first. `newest`: posted last first. `budget`: greatest first. */
export type GigOrder = 'distance' | 'newest' | 'budget'

/** The type FeatureCollection of GeoJSON. */
export type GeoJsonFeatureCollection = 'FeatureCollection'

/** The type Feature of GeoJSON. */
export type GeoJsonFeature = 'Feature'

/** The type Point of GeoJSON. */
export type GeoJsonPoint = 'Point'

/** A point of GeoJSON. */
export interface GigMapPoint {
  /** Always Point. */
  type: GeoJsonPoint
  /** Longitude, then latitude, in degrees. */
  coordinates: number[]
}

/** What a pin or a cluster stands for. */
export interface GigMapProperties {
  /** How many gigs stand behind it: 1 for a pin. */
  count: number
  /** Of a pin; null for a cluster. */
  gig_id: string | null
  /** Of a pin; null for a cluster. */
  title: string | null
  /** Of a pin; null for a cluster. */
  budget: number | null
}

/** A pin or a cluster of a map. */
export interface GigMapFeature {
  /** Always Feature. */
  type: GeoJsonFeature
  /** The place of a pin, or the middle of a cluster. */
  geometry: GigMapPoint
  /** The gig of a pin, or how many a cluster has. */
  properties: GigMapProperties
}

/** The gigs of a viewport as GeoJSON (RFC 7946). */
export interface GigMap {
  /** Always FeatureCollection. */
  type: GeoJsonFeatureCollection
  /** The pins, or the clusters. */
  features: GigMapFeature[]
  /** The sum of all counts. */
  total_count: number
}

/** The part of a person in a gig: who posted it, or who does it. */
export type GigRole = 'seeker' | 'helper'

/** What changes; what is left out stays. Null clears `starts_at` and `image_urls`. */
export interface UpdateGigRequest {
  /** What it is about. 1 to 200 characters. */
  title?: string | undefined
  /** What is to be done. 1 to 5000 characters. */
  description?: string | undefined
  /** How long it takes, in whole hours. From 1 to 720. */
  duration_hours?: number | undefined
  /** What the helper is paid, the fee included. In THB with at most two decimals. From 0.01 to 10 000 000. */
  budget?: number | undefined
  /** Of the place, in degrees. From -90 to 90. */
  latitude?: number | undefined
  /** Of the place, in degrees. From -180 to 180. */
  longitude?: number | undefined
  /** The place in words. 1 to 500 characters. */
  address_text?: string | undefined
  /** When it begins: ISO 8601, a date or a date and time; without an offset it is UTC. */
  starts_at?: string | null | undefined
  /** Where the pictures are; none where it is left out. At most 10. */
  image_urls?: string[] | null | undefined
}

/** A gig that a helper has taken. */
export interface AcceptedGig {
  /** What was done. */
  message: string
  /** The gig, which is ACCEPTED. */
  gig: Gig
}

/** Where a gig is moved to. */
export interface UpdateGigStatusRequest {
  /** The status that the gig gets. */
  status: GigStatus
}

/** A form with one file. */
export interface UploadImageRequest {
  /** A JPEG, PNG, GIF or WebP picture of at most 10 MiB, 16384 pixels a side and 50 megapixels, all frames together. */
  file: Upload
}

/** The type of a stored picture. */
export type ImageContentType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp'

/** What a file was uploaded for. */
export type FileCategory = 'profile' | 'gig' | 'general'

/** A stored picture. */
export interface UploadedFile {
  /** UUID of the file. */
  file_id: string
  /** The name under which it is stored: the UUID with an ending. */
  filename: string
  /** The last part of the name that the client sent. */
  original_filename: string
  /** Of the stored file, in bytes. */
  file_size: number
  /** Of the stored file. */
  content_type: ImageContentType
  /** What it was uploaded for. */
  category: FileCategory
  /** Where the file is, for everybody. */
  url: string
  /** In pixels. */
  width: number
  /** In pixels. */
  height: number
  /** A placeholder to draw until the picture is there: a ThumbHash in base64. */
  thumbhash: string
  /** When it was uploaded. */
  uploaded_at: string
  /** True when an operator has hidden this picture from everybody else. Left out for others, and while it is not hidden. */
  is_hidden?: boolean | undefined
}

/** Which file becomes the profile picture. */
export interface SetProfileImageRequest {
  /** The `url` of a file of one’s own. */
  profile_image_url: string
}

/** How a picture is fitted into a width and a height. `cover` fills them and is cut at the edges, `contain` fits into them whole. */
export type ImageFit = 'cover' | 'contain'

/** A format that a picture can be converted into. */
export type ImageFormat = 'webp' | 'jpeg' | 'avif'

/** Whom to add, with notes. */
export interface AddBuddyRequest {
  /** UUID of the person to add. */
  buddy_user_id: string
  /** For the caller’s own eyes. At most 500 characters. */
  notes?: string | null | undefined
}

/** A person in somebody’s list, as they are now. */
export interface BuddyInfo {
  /** UUID of the person. */
  id: string
  /** The name of the person, as they wrote it. */
  full_name: string
  /** Where the picture of the person is; null without one. `?w=96` gives a small one. */
  profile_image_url: string | null
  /** The mean of the ratings received, 1 to 5 stars to two decimals; 5 before the first. */
  reputation_score: number
  /** How many reviews the person has received. */
  total_reviews: number
  /** Whether the person takes gigs at the moment. */
  is_available: boolean
}

/** A person the caller wants to find again. */
export interface Buddy {
  /** UUID of the entry in the list, not of the person. */
  id: string
  /** UUID of the person. */
  buddy_user_id: string
  /** What the caller noted; null without. */
  notes: string | null
  /** When the person was added. */
  created_at: string
  /** The person as they are now. */
  buddy_info: BuddyInfo
}

/** A page of the caller’s list. */
export interface BuddyPage {
  /** The entries of this page, newest first. */
  buddies: Buddy[]
  /** How many there are on all pages. */
  total_count: number
}

/** The new notes. Left out they stay, null clears them. */
export interface UpdateBuddyNotesRequest {
  /** For the caller’s own eyes. At most 500 characters. */
  notes?: string | null | undefined
}

/** A new review. */
export interface CreateReviewRequest {
  /** UUID of the completed gig. */
  gig_id: string
  /** UUID of the other one of the two. */
  reviewee_id: string
  /** In stars. From 1 to 5. */
  rating: number
  /** What there is to say. 1 to 1000 characters. */
  comment: string
}

/** What one of the two people of a gig says about the other. */
export interface Review {
  /** UUID of the review. */
  id: string
  /** UUID of its gig. */
  gig_id: string
  /** UUID of its author. */
  reviewer_id: string
  /** UUID of the person it is about. */
  reviewee_id: string
  /** 1 to 5 stars. */
  rating: number
  /** What its author says. */
  comment: string
  /** When it was written. */
  created_at: string
  /** When it last changed. */
  updated_at: string
  /** The name of its author. */
  reviewer_name: string
  /** The name of the person it is about. */
  reviewee_name: string
  /** What its gig is about. */
  gig_title: string
  /** True when an operator has hidden this review from everybody else. Left out for others, and while it is not hidden. */
  is_hidden?: boolean | undefined
}

/** How many reviews have each rating. */
export interface RatingDistribution {
  /** How many reviews have 1 of 5 stars. */
  1: number
  /** How many reviews have 2 of 5 stars. */
  2: number
  /** How many reviews have 3 of 5 stars. */
  3: number
  /** How many reviews have 4 of 5 stars. */
  4: number
  /** How many reviews have 5 of 5 stars. */
  5: number
}

/** A page of reviews, and their average. */
export interface ReviewPage {
  /** The reviews of this page, newest first. */
  reviews: Review[]
  /** How many there are on all pages. */
  total_count: number
  /** The mean of all ratings in stars, to two decimals; 0 where there are none. */
  average_rating: number
  /** How many of all the reviews have each rating. */
  rating_distribution: RatingDistribution
}

/** The reviews of one gig. */
export interface GigReviews {
  /** UUID of the gig. */
  gig_id: string
  /** What the gig is about. */
  gig_title: string
  /** 0 to 2: the two people of a gig write one each. */
  total_reviews: number
  /** The reviews, newest first. */
  reviews: Review[]
}

/** Whether the caller could review a person for a gig now. */
export interface ReviewPermission {
  /** Whether a review could be written now. */
  can_review: boolean
  /** Why not, in a sentence for people; null where it could. */
  reason: string | null
}

/** What changes; what is left out stays. */
export interface UpdateReviewRequest {
  /** In stars. From 1 to 5. */
  rating?: number | undefined
  /** What there is to say. 1 to 1000 characters. */
  comment?: string | undefined
}

/** What is reported. */
export type ReportKind = 'gig' | 'message' | 'review' | 'picture' | 'person'

/** What is reported, and why. */
export interface ReportSomethingRequest {
  /** What is reported. */
  kind: ReportKind
  /** UUID of the gig, message, review, file or person. */
  subject_id: string
  /** What is wrong with it. 1 to 1000 characters. */
  reason: string
}

/** What a person has told the operator. */
export interface Report {
  /** UUID of the report. */
  id: string
  /** What is reported. */
  kind: ReportKind
  /** UUID of what is reported. */
  subject_id: string
  /** What is wrong with it. */
  reason: string
  /** When it was reported. */
  created_at: string
}

/** What the operator has told a person. */
export interface Warning {
  /** UUID of the warning. */
  id: string
  /** What the operator says. */
  text: string
  /** When the operator said it. */
  created_at: string
}

/** The warnings of the caller. */
export interface Warnings {
  /** The warnings that stand, the oldest first. */
  warnings: Warning[]
}

/** A mock. `mock_payment` is held at once, `mock_payment_declined` fails, `mock_payment_slow` is PROCESSING for three seconds and then held. */
export type PaymentMethod = 'mock_payment' | 'mock_payment_declined' | 'mock_payment_slow'

/** Which gig is paid for, and how. */
export interface CreateEscrowRequest {
  /** UUID of the gig to pay for. */
  gig_id: string
  /** How it is paid. Left out: `mock_payment`. */
  payment_method?: PaymentMethod | null | undefined
}

/** The payment of one gig. */
export interface PaymentTransaction {
  /** UUID of the transaction. */
  id: string
  /** UUID of the gig it pays for. */
  gig_id: string
  /** UUID of the seeker of the gig. */
  payer_id: string
  /** UUID of the helper of the gig. */
  payee_id: string
  /** What the payer pays. */
  amount: number
  /** 5 % of the amount, rounded half up to the satang. */
  service_fee: number
  /** What the payee receives: the amount without the fee. */
  net_amount: number
  /** The currency of all amounts: always THB. */
  currency: string
  /** Where the payment stands. */
  status: TransactionStatus
  /** How it is paid. */
  payment_method: PaymentMethod
  /** To be quoted by people: `TXN-`, the hour in UTC, and a number within the hour. */
  transaction_ref: string
  /** Why the payer released it; null where nothing was said. */
  release_reason: string | null
  /** When the payment was begun. */
  created_at: string
  /** When it was released; null before. */
  completed_at: string | null
  /** What its gig is about. */
  gig_title: string
  /** The name of the payer. */
  payer_name: string
  /** The name of the payee. */
  payee_name: string
}

/** An amount to compute the fee of. */
export interface CalculateServiceFeeRequest {
  /** What a payer would pay. In THB with at most two decimals. From 0.01 to 10 000 000. */
  base_amount: number
}

/** The fee for an amount. */
export interface ServiceFee {
  /** The amount that was asked about. */
  base_amount: number
  /** The share of the fee: 0.05 is 5 %. */
  service_fee_rate: number
  /** The fee, rounded half up to the satang. */
  service_fee_amount: number
  /** What is left for the payee. */
  net_amount: number
  /** The currency of all amounts: always THB. */
  currency: string
}

/** A page of transactions, and what all of them sum to. */
export interface TransactionHistory {
  /** The transactions of this page, newest first. */
  transactions: PaymentTransaction[]
  /** How many there are on all pages. */
  total_count: number
  /** The amounts of all completed payments the caller made. */
  total_paid: number
  /** The net amounts of all completed payments the caller received. */
  total_received: number
  /** The currency of all amounts: always THB. */
  currency: string
}

/** How many transactions a person has and what they sum to. */
export interface PaymentSummary {
  /** UUID of the caller. */
  user_id: string
  /** The name of the caller. */
  user_name: string
  /** How many the caller pays or receives. */
  total_transactions: number
  /** The amounts of all completed payments the caller made. */
  total_amount_paid: number
  /** The net amounts of all completed payments the caller received. */
  total_amount_received: number
  /** How many are held in escrow. */
  pending_transactions: number
  /** How many are released. */
  completed_transactions: number
  /** The currency of all amounts: always THB. */
  currency: string
}

/** What moved the money. HOLD: from the payer to the escrow. RELEASE: from the escrow to the payee and the fees. CANCEL: from the escrow back to the payer. */
export type LedgerStep = 'HOLD' | 'RELEASE' | 'CANCEL'

/** A kind of account in the ledger. USER: of a person. ESCROW: what is held. FEES: of the platform. */
export type LedgerAccount = 'USER' | 'ESCROW' | 'FEES'

/** A line of the double-entry ledger. It never changes. */
export interface LedgerEntry {
  /** The step that posted it. */
  step: LedgerStep
  /** Whose kind of account it is in. */
  account: LedgerAccount
  /** UUID of the owner of the account; null for ESCROW and FEES. */
  user_id: string | null
  /** What the account receives; less than zero when it leaves the account. */
  amount: number
  /** When it was posted. */
  posted_at: string
}

/** The payment of one gig with its entries in the ledger. */
export interface PaymentTransactionWithEntries {
  /** UUID of the transaction. */
  id: string
  /** UUID of the gig it pays for. */
  gig_id: string
  /** UUID of the seeker of the gig. */
  payer_id: string
  /** UUID of the helper of the gig. */
  payee_id: string
  /** What the payer pays. */
  amount: number
  /** 5 % of the amount, rounded half up to the satang. */
  service_fee: number
  /** What the payee receives: the amount without the fee. */
  net_amount: number
  /** The currency of all amounts: always THB. */
  currency: string
  /** Where the payment stands. */
  status: TransactionStatus
  /** How it is paid. */
  payment_method: PaymentMethod
  /** To be quoted by people: `TXN-`, the hour in UTC, and a number within the hour. */
  transaction_ref: string
  /** Why the payer released it; null where nothing was said. */
  release_reason: string | null
  /** When the payment was begun. */
  created_at: string
  /** When it was released; null before. */
  completed_at: string | null
  /** What its gig is about. */
  gig_title: string
  /** The name of the payer. */
  payer_name: string
  /** The name of the payee. */
  payee_name: string
  /** What it posted in the ledger; the entries of each step sum to zero. */
  entries: LedgerEntry[]
}

/** Why a payment is released. It may be left out whole. */
export interface ReleasePaymentRequest {
  /** Why it is released. At most 500 characters. */
  release_reason?: string | null | undefined
}

/** A payment that was released to the payee. */
export interface ReleasedPayment {
  /** What was done. */
  message: string
  /** The payment, which is COMPLETED. */
  transaction: PaymentTransaction
}

/** Where a payment is moved to. */
export interface UpdateTransactionStatusRequest {
  /** `COMPLETED` releases, `CANCELLED` cancels; anything else is rejected. 1 to 50 characters. */
  status: string
}

/** One of the two people of a room. */
export interface Participant {
  /** UUID of the person. */
  id: string
  /** The name of the person, as they wrote it. */
  full_name: string
  /** Where the picture of the person is; null without one. `?w=96` gives a small one. */
  profile_image_url: string | null
}

/** The chat of the seeker and the helper of an accepted gig. */
export interface ChatRoom {
  /** UUID of the room. */
  id: string
  /** UUID of its gig. */
  gig_id: string
  /** What its gig is about. */
  gig_title: string
  /** The seeker, then the helper. */
  participants: Participant[]
  /** The text of the newest message; null in an empty room. */
  last_message: string | null
  /** When it was sent; null in an empty room. */
  last_message_at: string | null
  /** How many messages of the other the caller has not read. */
  unread_count: number
  /** When the gig was accepted. */
  created_at: string
  /** Whether messages can still be sent. */
  is_active: boolean
}

/** A page of rooms. */
export interface ChatRoomPage {
  /** The rooms of this page, latest activity first. */
  rooms: ChatRoom[]
  /** How many there are on all pages. */
  total_count: number
  /** Whether there is another page. */
  has_more: boolean
}

/** A message in a room. */
export interface ChatMessage {
  /** UUID of the message. */
  id: string
  /** UUID of its room. */
  room_id: string
  /** The place in the room, from 1 without a gap. It orders the messages. */
  seq: number
  /** The text; empty where there is a picture alone. */
  content: string
  /** UUID of its sender. */
  sender_id: string
  /** The name of its sender. */
  sender_name: string
  /** Where its picture is; null without one. */
  image_url: string | null
  /** What the sender’s client calls it; null where it does not. */
  client_id: string | null
  /** When it was sent. */
  created_at: string
  /** Whether its recipient has read it. */
  is_read: boolean
  /** True when an operator has hidden this message from everybody else. Left out for others, and while it is not hidden. */
  is_hidden?: boolean | undefined
}

/** The room of the messages. */
export interface RoomInfo {
  /** UUID of the room. */
  id: string
  /** What its gig is about. */
  gig_title: string
}

/** A page of the history of a room. */
export interface ChatMessagePage {
  /** The messages of this page, oldest first. */
  messages: ChatMessage[]
  /** How many there are; with `after`, how many follow it. */
  total_count: number
  /** Whether there are older ones; with `after`, later ones. */
  has_more: boolean
  /** The room of the messages. */
  room_info: RoomInfo
}

/** A message, with text or a picture. */
export interface SendMessageRequest {
  /** The text; it may be empty only with an `image_url`. At most 4000 characters. */
  content?: string | null | undefined
  /** Where a picture is. */
  image_url?: string | null | undefined
  /** What the client calls this message. It comes back; the same one sent again in the room by the same user makes no second message. 1 to 64 characters. */
  client_id?: string | null | undefined
}

/** How many messages were marked as read. */
export interface MessagesRead {
  /** What was done. */
  message: string
  /** How many had been unread. */
  updated_count: number
}

/** What happened. `gig_accepted`: a helper has accepted a gig of the user. `gig_status_changed`: the other participant has moved a gig along or cancelled it. `new_message`: a message came in a room where the user has no socket. `review_received`: somebody has reviewed the user. `payment_moved`: money of a gig has moved. */
export type NotificationType =
  | 'gig_accepted'
  | 'gig_status_changed'
  | 'new_message'
  | 'review_received'
  | 'payment_moved'

/** What a user is told of a change. */
export interface UserNotification {
  /** UUID of the notification. */
  id: string
  /** What happened. */
  type: NotificationType
  /** What happened, in a sentence for people. */
  text: string
  /** UUID of the gig it is about. */
  gig_id: string
  /** UUID of a room, set for `gig_accepted` and `new_message`; null else. */
  room_id: string | null
  /** UUID of a review, set for `review_received`; null else. */
  review_id: string | null
  /** UUID of a transaction, set for `payment_moved`; null else. */
  transaction_id: string | null
  /** Whether it was marked as read. */
  is_read: boolean
  /** When it happened. */
  created_at: string
}

/** A page of notifications. */
export interface UserNotificationPage {
  /** The notifications of this page, oldest first. */
  notifications: UserNotification[]
  /** How many are unread, on all pages. */
  unread_count: number
  /** With `after`: whether more follow. Otherwise: whether there are older ones. */
  has_more: boolean
}

/** Which notifications were seen. It may be left out whole. */
export interface MarkNotificationsAsReadRequest {
  /** UUID of the last notification that was seen. Left out: all are marked. */
  up_to?: string | null | undefined
}

/** How many notifications were marked as read. */
export interface NotificationsRead {
  /** What was done. */
  message: string
  /** How many had been unread. */
  updated_count: number
}

/** What happens in a chat room. */
export type RoomEvent =
  | { type: 'message'; data: ChatMessage }
  | {
      type: 'user_joined'
      data: {
        /** UUID of the participant. */
        user_id: string
        /** The name of the participant. */
        user_name: string
        /** When it happened. */
        timestamp: string
      }
    }
  | {
      type: 'user_left'
      data: {
        /** UUID of the participant. */
        user_id: string
        /** The name of the participant. */
        user_name: string
        /** When it happened. */
        timestamp: string
      }
    }
  | {
      type: 'typing'
      data: {
        /** UUID of the participant. */
        user_id: string
        /** The name of the participant. */
        user_name: string
        /** False has stopped. */
        is_typing: boolean
      }
    }
  | {
      type: 'read'
      data: {
        /** UUID of the participant. */
        user_id: string
        /** UUID of the room. */
        room_id: string
        /** UUID of the last message that was read. */
        last_read_message_id: string
        /** When it happened. */
        timestamp: string
      }
    }
  | {
      type: 'room_ended'
      data: {
        /** UUID of the participant. */
        user_id: string
        /** UUID of the room. */
        room_id: string
        /** When it happened. */
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
        /** The gig, as everybody sees it. */
        gig: Gig
      }
    }
  | {
      type: 'gig_changed'
      data: {
        /** The gig, as everybody sees it. */
        gig: Gig
      }
    }
  | {
      type: 'gig_gone'
      data: {
        /** UUID of the gig. */
        gig_id: string
      }
    }

/** A function for each operation of the API. Each rejects with a ChayenityError. */
export interface Operations {
  /** 200 when the database can be read and written, 503 otherwise. Never limited. */
  getHealth(options?: CallOptions): Promise<Health>
  /** 200 as long as the process answers. Restart it when it does not. */
  getLiveness(options?: CallOptions): Promise<Liveness>
  /** 200 when requests can be served, 503 otherwise: take the server out of a balancer. `disk` is `low` when uploads are rejected for lack of space, `full` when all writes but deletions are. `database` is `damaged` when a page of it cannot be read. */
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
  /** Sends a mail with a link for a new password to the owner of the address. The answer is the same where nobody has that address, and where the last link was made less than five minutes ago, which then stays good. Counted by address of the client and by e-mail, as logins are. A server without a mail server answers 503 `MAIL_UNAVAILABLE`; a demo writes the mail into its log. An addition to the contract. */
  requestPasswordLink(input: RequestPasswordLinkRequest, options?: CallOptions): Promise<Confirmation>
  /** Sets a new password with the token of a link, from a mail or from the operator. The token works once, within 30 minutes, and every session of the account ends. An addition to the contract. */
  resetPassword(input: ResetPasswordRequest, options?: CallOptions): Promise<Confirmation>
  /** The account of the caller. */
  getCurrentUser(options?: CallOptions): Promise<User>
  /** The complete profile of the caller. */
  getUserProfile(options?: CallOptions): Promise<Profile>
  /** The same as `GET /api/users/profile`. An addition to the contract (ruling U4). */
  getOwnProfile(options?: CallOptions): Promise<Profile>
  /** Changes what is sent and leaves the rest. `null` clears `contact_info` and `address_text`. */
  updateUserProfile(input?: UpdateUserProfileRequest, options?: CallOptions): Promise<User>
  /** Deletes the caller for good: name, e-mail, contact, place, pictures, buddies, and the gigs that nobody has accepted. Gigs under way are cancelled. Messages and reviews that others have received stay, from "Deleted user", as do payments and the ledger. While money is held for a payment by or to the caller, nothing is deleted (409 `MONEY_HELD`). Limited by account as logins are, and counted apart from them. An addition to the contract. */
  deleteOwnAccount(input: DeleteOwnAccountRequest, options?: CallOptions): Promise<DeletedAccount>
  /** In the demo the caller is verified at once. In production the operator of the server verifies accounts, and the answer is a 403. An addition to the contract (ruling U4). */
  verifyAccount(options?: CallOptions): Promise<Profile>
  /** Sets where the caller is found by others, mostly for helpers. An `address_text` that is left out stays. */
  updateLocation(input: UpdateLocationRequest, options?: CallOptions): Promise<ProfileWithPlace>
  /** Says whether the caller takes gigs at the moment. */
  updateAvailability(input: UpdateAvailabilityRequest, options?: CallOptions): Promise<ProfileWithPlace>
  /** People who have set a place within the radius, nearest first, without the caller. Their coordinates are never shown. Each place is moved to the middle of a square of 700 m before anything is compared with it, so a distance can be half a kilometre off; distances are great-circle distances rounded to 0.1 km. */
  findNearbyHelpers(
    input: {
      /** Of the centre, in degrees. From -90 to 90. */
      latitude: number
      /** Of the centre, in degrees. From -180 to 180. */
      longitude: number
      /** In km; the edge belongs to it. More than 0, at most 100. */
      radius?: number | undefined
      /** Leave out people who are not available. */
      only_available?: boolean | undefined
      /** How many to give at most. From 1 to 100. */
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
  /** Everything that the server stores about the caller, as a ZIP archive: a JSON file for each kind of data, and the pictures. It is made while it is sent, so its length is not known before. An addition to the contract. */
  exportOwnData(options?: CallOptions): Promise<Upload>
  /** Posts a gig on the map. It is PENDING until a helper accepts it. */
  createGig(input: CreateGigRequest, options?: CallOptions): Promise<Gig>
  /** The pending gigs of everybody, newest first; those of disabled people are left out. An addition to the contract (ruling K6). */
  listNewestGigs(
    input?: {
      /** How many items to leave out at the beginning. At least 0. */
      skip?: number | undefined
      /** How many items to give at most. From 1 to 100. */
      limit?: number | undefined
    },
    options?: CallOptions,
  ): Promise<GigPage>
  /** Gigs within a radius, nearest first by exact great-circle distance unless `sort` says otherwise. `q` finds text in the title or the description, Thai without spaces too. `distance_km` is rounded to 0.1 km; `total_count` is exact. */
  searchGigs(
    input: {
      /** Of the centre, in degrees. From -90 to 90. */
      latitude: number
      /** Of the centre, in degrees. From -180 to 180. */
      longitude: number
      /** In km; the edge belongs to it. More than 0, at most 100. */
      radius?: number | undefined
      /** Left out: every status. */
      status?: GigStatus | undefined
      /** The least budget. In THB with at most two decimals. From 0 to 1 000 000 000. */
      min_budget?: number | undefined
      /** The greatest budget. In THB with at most two decimals. From 0 to 1 000 000 000. */
      max_budget?: number | undefined
      /** Text that is in the title or the description, whatever its case. 3 to 100 characters. */
      q?: string | undefined
      /** Left out: `distance`. */
      sort?: GigOrder | undefined
      /** How many items to leave out at the beginning. At least 0. */
      skip?: number | undefined
      /** How many items to give at most. From 1 to 100. */
      limit?: number | undefined
    },
    options?: CallOptions,
  ): Promise<GigPage>
  /** What a viewport of a map shows, as GeoJSON: a pin for each gig while there are at most 200, else clusters with their counts. A cluster counts whole squares of 0.01 degrees, so at the edge it can hold gigs just outside of the viewport. The 200 are those of the squares too, unless the viewport touches at most nine squares with at most 10000 gigs. The socket `/ws/gigs` tells of changes. An addition to the contract. */
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
      /** How many items to leave out at the beginning. At least 0. */
      skip?: number | undefined
      /** How many items to give at most. From 1 to 100. */
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
  /** Moves a gig along: PENDING to ACCEPTED, ACCEPTED to IN_PROGRESS, IN_PROGRESS to COMPLETED, any to CANCELLED. To ACCEPTED is the same as accept, so anybody but the seeker may; every other move is for its seeker and its helper alone. Cancelling gives back a payment that is held; once it has been released the gig cannot be cancelled any more. */
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
      /** How many items to give at most. From 1 to 100. */
      limit?: number | undefined
      /** How many items to leave out at the beginning. At least 0. */
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
  /** The picture, for everybody, or a variant of it: another size with `w` and `h`, never enlarged, another format with `format`. With one of `w` and `h` the proportions stay; a side that is not asked for is at most 4096 pixels. Each side is rounded up to the next of 16, 32, 48, 64, 96, 128, 160, 200, 240, 256, 320, 400, 480, 512, 640, 720, 800, 960, 1024, 1080, 1280, 1600, 1920 and 2048 (ruling F8). A client that asks for too many new variants in a minute gets the next larger stored size or the original in their place, which caches may keep for a minute. A file never changes under its address, but it can be deleted or hidden by an operator: a browser keeps it for a day without asking again, and caches of others for a minute. Answers `If-None-Match` with 304 and `Range` with 206. */
  getUploadedFile(
    input: {
      /** UUID of the file, or its stored `filename`. */
      file_id: string
      /** The width wanted, in pixels; it is rounded up to a fixed size. From 16 to 2 048. */
      w?: number | undefined
      /** The height wanted, in pixels; it is rounded up to a fixed size. From 16 to 2 048. */
      h?: number | undefined
      /** With both `w` and `h`: how they are filled. */
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
      /** How many items to leave out at the beginning. At least 0. */
      skip?: number | undefined
      /** How many items to give at most. From 1 to 100. */
      limit?: number | undefined
    },
    options?: CallOptions,
  ): Promise<BuddyPage>
  /** Those of the caller’s list who take gigs at the moment, newest first. */
  getAvailableBuddies(
    input?: {
      /** How many items to leave out at the beginning. At least 0. */
      skip?: number | undefined
      /** How many items to give at most. From 1 to 100. */
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
      /** How many items to leave out at the beginning. At least 0. */
      skip?: number | undefined
      /** How many items to give at most. From 1 to 100. */
      limit?: number | undefined
    },
    options?: CallOptions,
  ): Promise<ReviewPage>
  /** The reviews the caller has written, newest first. The average and the distribution are over all of them. */
  getMyReviews(
    input?: {
      /** How many items to leave out at the beginning. At least 0. */
      skip?: number | undefined
      /** How many items to give at most. From 1 to 100. */
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
  /** Tells the operator of a gig, a message, a review, a picture or a person that the caller sees. Only a participant of a room can report its messages, and the operator reads the reported ones alone. The same thing reported again, while the operator has not closed the report, stays one report. A person can make 20 reports in a day. An addition to the contract. */
  reportSomething(input: ReportSomethingRequest, options?: CallOptions): Promise<Report>
  /** What the operator has told the caller and has not taken back. An addition to the contract. */
  listOwnWarnings(options?: CallOptions): Promise<Warnings>
  /** The seeker of a gig that a helper has accepted pays its budget into the escrow. A declined payment is answered with 201 and the status FAILED, a slow one with PROCESSING; it counts as paid for once it is PENDING. A gig has at most one transaction that is PROCESSING, PENDING or COMPLETED. */
  createEscrow(input: CreateEscrowRequest, options?: CallOptions): Promise<PaymentTransaction>
  /** The fee for an amount, 5 % rounded half up to the satang, and what is left. Nothing is stored. */
  calculateServiceFee(input: CalculateServiceFeeRequest, options?: CallOptions): Promise<ServiceFee>
  /** The transactions the caller pays or receives, newest first. `total_paid` and `total_received` are over all completed ones, whatever page or status is asked for. */
  getTransactionHistory(
    input?: {
      /** Left out: every status. */
      status?: TransactionStatus | undefined
      /** How many items to leave out at the beginning. At least 0. */
      skip?: number | undefined
      /** How many items to give at most. From 1 to 100. */
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
      /** UUID of a gig. Left out: the rooms of every gig. */
      gig_id?: string | undefined
      /** How many items to leave out at the beginning. At least 0. */
      skip?: number | undefined
      /** How many items to give at most. From 1 to 100. */
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
      /** How many messages to leave out, counted back from the newest. At least 0. */
      skip?: number | undefined
      /** How many to give at most. Left out: 50; with `after` everything, but at most 1000. From 1 to 100. */
      limit?: number | undefined
      /** UUID of a message of the room: gives those that follow it, oldest first; `skip` is ignored. */
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
      /** UUID of the last notification that is known: what followed it is given, oldest first. Left out: the newest. One that is no longer kept gives everything that is. */
      after?: string | undefined
      /** UUID of the oldest notification that is known: the ones right before it are given, oldest first. One that is no longer kept gives none. Not together with `after`. */
      before?: string | undefined
      /** How many to give at most. From 1 to 100. */
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
  requestPasswordLink: (input, options) => call('POST', '/api/auth/forgot', input, options, 'open'),
  resetPassword: (input, options) => call('POST', '/api/auth/reset', input, options, 'open'),
  getCurrentUser: options => call('GET', '/api/auth/me', undefined, options),
  getUserProfile: options => call('GET', '/api/users/profile', undefined, options),
  getOwnProfile: options => call('GET', '/api/users/me', undefined, options),
  updateUserProfile: (input, options) => call('PUT', '/api/users/me', input, options),
  deleteOwnAccount: (input, options) => call('DELETE', '/api/users/me', input, options),
  verifyAccount: options => call('POST', '/api/users/me/verify', undefined, options, 'keyed'),
  updateLocation: (input, options) => call('PUT', '/api/users/location', input, options),
  updateAvailability: (input, options) => call('PUT', '/api/users/availability', input, options),
  findNearbyHelpers: (input, options) => call('GET', '/api/users/nearby', input, options),
  getPublicProfile: (input, options) => call('GET', '/api/users/{user_id}', input, options),
  exportOwnData: options => call('GET', '/api/users/me/export', undefined, options),
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
  reportSomething: (input, options) => call('POST', '/api/reports', input, options, 'keyed'),
  listOwnWarnings: options => call('GET', '/api/users/me/warnings', undefined, options),
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
