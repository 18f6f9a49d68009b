// Made by `deskbell openapi` from the server's wire types. Do not edit.

export interface (ID<SavedView>, Int) {
  .0: string;
  .1: number;
}

export interface (TicketFolder, Int) {
  .0: string;
  .1: number;
}

export interface AcceptedInvitation {
  name: string;
  password: string;
}

export interface AnswerInput {
  rating: number;
  comment: string;
  reason: unknown;
}

export interface ApiKey {
  id: string;
  name: string;
  scopes: string[];
  created_at: string;
  last_used_at: unknown;
  key: string;
}

export interface AssignmentInput {
  user_id?: string | null;
  team_id?: unknown;
  note: string;
}

export interface AttachmentView {
  id: string;
  name: string;
  content_type: string;
  size_bytes: number;
  url: string;
  width: number;
  height: number;
}

export interface AuditRecord {
  id: string;
  at: string;
  actor_kind: string;
  actor_id: string;
  actor_name: string;
  action: string;
  subject_kind: string;
  subject_id: string;
  changes: unknown;
  remote_address: string;
}

export interface Availability {
  online: boolean;
  typical_reply_seconds: number;
}

export interface CalendarDay {
  number: number;
}

export interface CannedReply {
  id: string;
  shortcut: string;
  title: string;
  text: string;
  locale: string;
  team_id: unknown;
  version: number;
}

export interface CannedReplyInput {
  shortcut: string;
  title: string;
  text: string;
  locale?: string | null;
  team_id?: unknown;
}

export interface Company {
  id: string;
  name: string;
  domain: string;
  notes: string;
  customer_count: number;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface CompanyChange {
  name?: string | null;
  domain?: string | null;
  notes?: string | null;
}

export interface CompanyPatch {
  name?: string | null;
  time_zone?: string | null;
  locale?: unknown;
  currency?: unknown;
}

export interface CompanyProfile {
  name: string;
  time_zone: string;
  locale: string;
  currency: string;
  version: number;
}

export interface Consent {
  granted: boolean;
  at: string;
  source: string;
}

export interface ConsentInput {
  granted: boolean;
  source: string;
}

export interface Consents {
  email_marketing: Consent | null;
}

export interface ConsentsInput {
  email_marketing: ConsentInput | null;
}

export interface CustomField {
  id: string;
  key: string;
  label: Record<string, string>;
  subject: "ticket" | "customer";
  type: "text" | "number" | "date" | "select" | "checkbox";
  options: string[];
  required: boolean;
  position: number;
  version: number;
}

export interface CustomFieldChange {
  label?: Record<string, string> | null;
  options?: string[] | null;
  required?: boolean | null;
  position?: number | null;
}

export interface Customer {
  id: string;
  name: string;
  kind: string;
  company: Reference | null;
  emails: Email[];
  phones: Phone[];
  handles: unknown;
  locale: string;
  time_zone: string;
  country: string;
  city: string;
  vip: boolean;
  owner: Reference | null;
  tags: string[];
  custom_fields: unknown;
  consent: Consents;
  notes_count: number;
  open_ticket_count: number;
  ticket_count: number;
  last_seen_at: string;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface CustomerFound {
  id: string;
  name: string;
  email: string;
  phone: unknown;
  is_vip: boolean;
  company_name: unknown;
}

export interface CustomerInput {
  name?: string | null;
  company_id?: string | null;
  emails?: EmailInput[] | null;
  phones?: PhoneInput[] | null;
  handles?: Record<string, string> | null;
  locale?: string | null;
  time_zone?: string | null;
  country?: string | null;
  city?: string | null;
  vip?: boolean | null;
  owner_id?: string | null;
  tags?: string[] | null;
  custom_fields?: Record<string, unknown> | null;
  consent?: ConsentsInput | null;
}

export interface CustomerNote {
  id: string;
  text: string;
  author: Reference | null;
  created_at: string;
}

export interface CustomerRef {
  id: string;
  name: string;
  email: string;
  is_vip: boolean;
}

export interface Details {
  participants: unknown;
  tags: unknown;
  custom_fields: unknown;
  linked_tickets: unknown;
  satisfaction: UInt8[] | null;
}

export interface Draft {
  kind: string;
  text: string;
  attachment_ids: unknown[];
  updated_at: string;
  attachments: UInt8[];
}

export interface DraftInput {
  text: string;
  attachments: unknown;
}

export interface Drafts {
  reply: Draft | null;
  note: unknown;
}

export interface Email {
  address: string;
  primary: boolean;
  verified: boolean;
}

export interface EmailInput {
  address: string;
  primary: boolean;
  verified: boolean;
}

export interface FormDescription {
  title: unknown;
  intro: unknown;
  fields: unknown;
  thanks: unknown;
  locale: string;
}

export interface FormReceipt {
  ticket_number: number;
  thanks: string;
}

export interface IdentitySecret {
  identity_secret: string;
}

export interface InboxChange {
  name?: string | null;
  team_id?: string | null;
  enabled?: boolean | null;
  settings?: unknown;
}

export interface InboxName {
  name: string;
  key: string;
}

export interface InboxRef {
  id: string;
  name: string;
  key: string;
}

export interface InboxView {
  id: string;
  key: string;
  kind: "chat" | "form" | "email" | "phone" | "api";
  name: string;
  enabled: boolean;
  team_id: string;
  settings: unknown;
  has_identity_secret: boolean;
  created_at: string;
  version: number;
}

export interface InvitationView {
  email: string;
  name: string;
}

export interface LastMessage {
  seq: number;
  author_kind: string;
  kind: string;
  excerpt: string;
  created_at: string;
}

export interface Link {
  kind: string;
  number: number;
}

export interface LinkInput {
  ticket: unknown;
}

export interface Message {
  id: string;
  ticket_id: string;
  seq: number;
  client_id: string;
  kind: string;
  is_private: boolean;
  author: MessageAuthor;
  text: string;
  html: unknown;
  event: unknown;
  attachment_ids: unknown[];
  attachments: UInt8[];
  mentions: unknown[];
  created_at: string;
}

export interface MessageAuthor {
  kind: string;
  id: string;
  name: string;
}

export interface MessageInput {
  client_id: string;
  text: string;
  private: boolean;
  attachments: unknown;
  mentions: unknown;
  solve: boolean;
  seen_seq: number;
  force: unknown;
}

export interface NewApiKey {
  name: string;
  scopes: string[];
}

export interface NewCompany {
  name: string;
  domain: string;
  notes: string;
}

export interface NewCustomField {
  key: string;
  label: Record<string, string>;
  subject: "ticket" | "customer";
  type: "text" | "number" | "date" | "select" | "checkbox";
  options: string[] | null;
  required: boolean;
  position: number;
}

export interface NewCustomerNote {
  text: string;
}

export interface NewInbox {
  kind: string;
  name: string;
  team_id: string;
  enabled: boolean;
  settings: unknown;
}

export interface NewOfficeHours {
  name: string;
  time_zone: string;
  days: unknown;
  holidays: unknown;
}

export interface NewTeam {
  name: string;
  description: string;
  member_ids: unknown[] | null;
}

export interface NewUser {
  name: string;
  email: string;
  role: string;
  password: unknown;
  locale: unknown;
  time_zone: unknown;
  team_ids: unknown;
}

export interface Office {
  open: boolean;
  opens_at: string;
}

export interface OfficeHoursChange {
  name?: string | null;
  time_zone?: string | null;
  days?: unknown;
  holidays?: unknown;
}

export interface OfficeHoursRecord {
  id: string;
  name: string;
  time_zone: string;
  days: unknown;
  holidays: unknown;
  version: number;
}

export interface PendingSurvey {
  token: string;
}

export interface Person {
  name: string;
  email: string;
  phone: unknown;
}

export interface Phone {
  number: string;
  primary: boolean;
}

export interface PhoneInput {
  number: string;
  primary: boolean;
}

export interface PreChat {
  enabled: boolean;
  fields: string[];
  required: unknown[];
}

export interface ProfilePatch {
  name?: unknown;
  locale?: string | null;
  time_zone?: string | null;
  current_password: unknown;
  new_password: unknown;
}

export interface Ref {
  id: string;
  name: string;
}

export interface Reference {
  id: string;
  name: string;
}

export interface ReportCatalogue {
}

export interface ReportFilter {
  agent: unknown;
  team: unknown;
  channel: unknown;
  inbox: unknown;
}

export interface ReportQuery {
  from: CalendarDay;
  to: CalendarDay;
  grouping: string;
  filter: ReportFilter;
}

export interface ReportTable {
  report: string;
  query: ReportQuery;
  time_zone: string;
  rows: Row[];
  total: number[];
  previous: unknown;
}

export interface ReportedTicket {
  ticket_id: string;
  number: number;
  subject: string;
  customer_name: string;
  agent_name: string;
  at: string;
  value_seconds: number;
  rating: unknown;
  comment: unknown;
}

export interface Row {
  group: string;
  name: unknown;
  values: number[];
}

export interface SavedView {
  id: string;
  name: string;
  owner_id: string;
  is_shared: boolean;
  parameters: Record<string, string>;
  position: number;
  version: number;
}

export interface SavedViewInput {
  name: string;
  shared: boolean;
  filters: Record<string, unknown> | null;
  position: number;
}

export interface SearchResults {
  tickets: Ticket[];
  customers: CustomerFound[];
}

export interface Sequence {
  last: number;
  last_customer: number;
  last_agent: number;
  last_message: LastMessage | null;
  read: number;
  customer_read: number;
}

export interface SessionView {
  user: UserView;
  company: CompanyProfile;
  permissions: string[];
  work_alone: boolean;
}

export interface SetupInput {
  company_name: string;
  name: string;
  email: string;
  password: string;
  locale: string;
  time_zone: unknown;
}

export interface SetupState {
  needs_owner: boolean;
  demo: boolean;
  version: string;
  public_url: string;
}

export interface SignInInput {
  email: string;
  password: string;
}

export interface SignedIn {
  user: UserView;
}

export interface SnoozeInput {
  until: string;
}

export interface SurveyListing {
  id: string;
  sent_at: string;
  json: UInt8[];
}

export interface SurveyPage {
  company_name: string;
  ticket_number: number;
  agent_name: string;
  locale: string;
  answer: unknown;
  state: string;
}

export interface Tag {
  id: string;
  name: string;
  color: string;
  ticket_count: number;
  version: number;
}

export interface TagInput {
  name: string;
  color: string;
}

export interface Team {
  id: string;
  name: string;
  description: string;
  member_ids: string[];
  version: number;
}

export interface TeamPatch {
  name?: string | null;
  description?: unknown;
  member_ids?: unknown;
}

export interface Ticket {
  id: string;
  number: number;
  subject: string;
  status: string;
  priority: string;
  channel: string;
  inbox: InboxRef;
  customer: CustomerRef;
  assignee: Ref | null;
  team: Ref | null;
  sequence: Sequence;
  times: Times;
  solve_count: number;
  details: Details;
  version: number;
}

export interface TicketCounts {
  folders: ((TicketFolder, Int))[];
  views: ((ID<SavedView>, Int))[];
}

export interface TicketInput {
  customer: Person | null;
  customer_id: unknown;
  subject: string;
  text: string;
  channel: string;
  inbox: unknown;
  priority: string;
  tags: string[] | null;
  custom_fields: unknown;
  attachments: unknown;
  client_id: unknown;
}

export interface TicketPatch {
  subject: string;
  priority: string;
  status: unknown;
  tags: string[] | null;
  custom_fields: unknown;
  customer_id: unknown;
}

export interface TimelineEntry {
  id: string;
  at: string;
  kind: string;
  title: string;
  detail: string;
  link: Link | null;
}

export interface Times {
  created_at: string;
  updated_at: string;
  waiting_since: unknown;
  first_response_at: string;
  solved_at: unknown;
  snoozed_until: unknown;
}

export interface UInt8 {
}

export interface User {
  id: string;
  name: string;
  email: string;
  role: string;
  ticket_scope: string;
  locale: string;
  time_zone: unknown;
  capacity: number;
  active: boolean;
  has_password: boolean;
  team_ids: unknown[];
  created_at: string;
  version: number;
}

export interface UserPatch {
  name?: unknown;
  email?: unknown;
  role?: string | null;
  ticket_scope?: unknown;
  locale?: unknown;
  time_zone?: unknown;
  capacity?: number | null;
  active?: unknown;
  team_ids?: unknown;
}

export interface UserView {
  user: User;
  presence: string;
  invitation_url: unknown;
}

export interface VisitorDetails {
  customer: Person;
}

export interface VisitorDetailsInput {
  name: string;
  email: string;
  phone: string;
}

export interface VisitorMessageInput {
  client_id: string;
  ticket_id: unknown;
  text: string;
  attachments: string[] | null;
}

export interface WidgetSession {
  visitor_token: string;
  ticket: unknown;
  messages: unknown;
  settings: WidgetSettings;
  customer: Person | null;
  pending_survey: PendingSurvey | null;
}

export interface WidgetSessionInput {
  inbox: string;
  visitor_token: string;
  identity: string;
  page_url: string;
  locale: string;
}

export interface WidgetSettings {
  inbox: InboxName;
  greeting: unknown;
  color: string;
  position: string;
  pre_chat: PreChat;
  attachments: boolean;
  emoji: boolean;
  office: Office;
  availability: Availability;
  ask_email: boolean;
  locale: string;
}
