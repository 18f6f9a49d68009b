// Made by `deskbell openapi` from the server's wire types. Do not edit.

export interface AcceptedInvitation {
  name?: string | null;
  password: string;
}

export interface Activity {
  created_at: string;
  customer: Named | null;
  done_at: string | null;
  due_at: string | null;
  id: string;
  kind: "call" | "meeting" | "mail" | "task";
  note: string;
  opportunity: Deal | null;
  owner: Named | null;
  subject: string;
  updated_at: string;
  version: number;
}

export interface ActivityChange {
  kind?: "call" | "meeting" | "mail" | "task" | null;
  subject?: string | null;
  note?: string | null;
  owner_id?: string | null;
  due_at?: string | null;
  done?: boolean | null;
}

export interface ActivityInput {
  kind: "call" | "meeting" | "mail" | "task";
  subject: string;
  note?: string | null;
  opportunity_id?: string | null;
  customer_id?: string | null;
  owner_id?: string | null;
  due_at?: string | null;
}

export interface Answer {
  purpose: "email_marketing" | "phone_marketing" | "message_marketing" | "post_marketing";
  granted: boolean;
  source: string;
}

export interface AnswerInput {
  rating: number;
  comment?: string | null;
  reason?: string | null;
}

export interface ApiKey {
  created_at: string;
  id: string;
  key: string | null;
  last_used_at: string | null;
  name: string;
  scopes: ("tickets:read" | "tickets:write" | "customers:read" | "customers:write" | "orders:read" | "orders:write" | "sales:read" | "sales:write" | "imports:manage" | "marketing:read" | "marketing:write" | "reports:read" | "predictions:read" | "settings:write")[];
}

export interface AssignmentInput {
  user_id?: string | null;
  team_id?: string | null;
  note?: string | null;
}

export interface AtRisk {
  acted_at: string | null;
  action: string | null;
  as_of: string;
  band: string;
  customer: AtRiskCustomer;
  expected_loss: AtRiskExpectedLoss;
  number: number | null;
  reasons: unknown[];
  risk_ratio: number;
  subject: string | null;
  subject_id: string;
  value: Money;
}

export interface AtRiskCustomer {
  id: string;
  name: string;
}

export interface AtRiskExpectedLoss {
  amount_minor: number;
  currency: string;
}

export interface AttachmentView {
  content_type: string;
  height: number | null;
  id: string;
  name: string;
  size_bytes: number;
  url: string;
  width: number | null;
}

export interface AuditRecord {
  action: string;
  actor: AuditRecordActor;
  at: string;
  changes: AuditRecordChanges;
  id: string;
  remote_address: string | null;
  subject: AuditRecordSubject;
}

export interface AuditRecordActor {
  id: string;
  kind: string;
  name: string;
}

export interface AuditRecordChanges {
  name: AuditRecordChangesName;
}

export interface AuditRecordChangesName {
  from: string;
  to: string;
}

export interface AuditRecordSubject {
  id: string;
  kind: string;
}

export interface Availability {
  online: boolean;
  typical_reply_seconds: number | null;
}

export interface Board {
  is_whole: boolean;
  opportunities: Opportunity[];
  pipeline: Pipeline;
  unhappy_ratio: number;
}

export interface BulkChange {
  change: BulkChangeChange;
  changed_count: number;
  created_at: string;
  created_by_name: string;
  finished_at: string | null;
  id: string;
  restored_count: number;
  skipped_count: number;
  state: "running" | "done" | "undoing" | "undone";
  total_count: number;
  undo_until: string;
}

export interface BulkChangeChange {
  add_tags: string[];
}

export interface BulkEdit {
  add_tags: string[] | null;
  remove_tags: string[] | null;
  owner_id: string | null;
  company_id: string | null;
  vip: boolean | null;
  consent: Answer | null;
}

export interface BulkInput {
  ids?: string[] | null;
  filter?: Record<string, string> | null;
  change: BulkEdit;
}

export interface BulkPreview {
  change_count: number;
  count: number;
}

export interface CalendarDay {
  number: number;
}

export interface CalibrationBin {
  actual_high_ratio: number | null;
  actual_low_ratio: number | null;
  actual_ratio: number;
  count: number;
  predicted_ratio: number;
}

export interface Campaign {
  content: CampaignContent;
  finished_at: string | null;
  id: string;
  inbox_id: string;
  name: string;
  problem: string | null;
  segment_id: string;
  send_at: string | null;
  started_at: string | null;
  state: "draft" | "scheduled" | "sending" | "paused" | "done" | "cancelled";
  throttle: number;
  to_complaining: boolean;
  to_leaving: boolean;
  version: number;
  window_days: number;
}

export interface CampaignAudienceView {
  counts: DecisionCount[];
  held: Held[];
}

export interface CampaignContent {
  a: Record<string, LetterText>;
  b: unknown;
}

export interface CampaignFigures {
  chance_ratio: number | null;
  halves: Half[];
}

export interface CampaignInput {
  name: string;
  segment_id: string;
  inbox_id: string;
  content: CampaignContent;
  throttle?: number | null;
  window_days?: number | null;
  to_complaining?: boolean | null;
  to_leaving?: boolean | null;
}

export interface CampaignPreview {
  html: string;
  locale: string;
  subject: string;
  text: string;
  variant: string;
}

export interface CampaignReader {
  address: string;
  customer_id: string;
  id: string;
  name: string;
  ticket_number: number | null;
  variant: string;
}

export interface CampaignStateInput {
  state: "draft" | "scheduled" | "sending" | "paused" | "done" | "cancelled";
  send_at?: string | null;
}

export interface CannedReply {
  actions: TicketActions | null;
  id: string;
  locale: string | null;
  shortcut: string;
  team_id: string | null;
  text: string;
  title: string;
  version: number;
}

export interface CannedReplyInput {
  shortcut?: string | null;
  title?: string | null;
  text?: string | null;
  locale?: string | null;
  team_id?: string | null;
  actions?: TicketActions | null;
}

export interface CohortTable {
  items: CohortTableItems[];
  next_cursor: unknown;
}

export interface CohortTableItems {
  customer_count: number;
  month: string;
  months: CohortTableItemsMonths[];
}

export interface CohortTableItemsMonths {
  customer_count: number;
  month_number: number;
  ordered_again_ratio: number;
}

export interface Company {
  address: string;
  created_at: string;
  custom_fields: unknown;
  customer_count: number;
  domain: string | null;
  id: string;
  main_contact: Named | null;
  name: string;
  notes: string;
  owner: Named | null;
  phone: string;
  updated_at: string;
  version: number;
}

export interface CompanyInput {
  name?: string | null;
  domain?: string | null;
  notes?: string | null;
  phone?: string | null;
  address?: string | null;
  owner_id?: string | null;
  main_contact_id?: string | null;
  custom_fields?: unknown;
}

export interface CompanyPatch {
  name?: string | null;
  time_zone?: string | null;
  locale?: string | null;
  currency?: string | null;
}

export interface CompanyProfile {
  currency: string;
  locale: string;
  name: string;
  time_zone: string;
  version: number;
}

export interface Conflict {
  count: number;
  detail: string;
  kind: string;
  subject: string;
}

export interface ConsentChange {
  at: string;
  granted: boolean;
  id: string;
  purpose: "email_marketing" | "phone_marketing" | "message_marketing" | "post_marketing";
  source: string;
}

export interface Consents {
  email_marketing: ConsentsEmailMarketing;
  message_marketing: unknown;
  phone_marketing: unknown;
  post_marketing: unknown;
}

export interface ConsentsEmailMarketing {
  at: string;
  granted: boolean;
  source: string;
}

export interface Contract {
  attachments: ContractAttachments[];
  auto_renew: boolean;
  created_at: string;
  customer: Named;
  ends_on: string | null;
  id: string;
  note: string;
  notice_by: string | null;
  notice_days: number;
  number: number;
  owner: Named | null;
  quote_number: string | null;
  reminder: RenewalReminder | null;
  reminder_days: number;
  renewal_months: number;
  renewed_by_number: number | null;
  renews_number: number | null;
  starts_on: string;
  status: "draft" | "active" | "ended" | "cancelled";
  title: string;
  updated_at: string;
  value: Money;
  version: number;
}

export interface ContractAttachments {
  content_type: string;
  id: string;
  name: string;
  size_bytes: number;
  url: string;
}

export interface ContractInput {
  customer_id?: string | null;
  title?: string | null;
  value?: unknown;
  starts_on?: string | null;
  ends_on?: string | null;
  notice_days?: number | null;
  auto_renew?: boolean | null;
  renewal_months?: number | null;
  reminder_days?: number | null;
  note?: string | null;
  attachment_ids?: string[] | null;
  status?: "draft" | "active" | "ended" | "cancelled" | null;
  owner_id?: string | null;
}

export interface Count {
  count: number;
  table: string;
  treatment: string;
}

export interface CustomField {
  archived_at: string | null;
  id: string;
  key: string;
  label: Record<string, string>;
  options: string[];
  position: number;
  required: boolean;
  subject: "ticket" | "customer" | "company";
  type: "text" | "long_text" | "number" | "money" | "date" | "datetime" | "checkbox" | "select" | "multiselect" | "link" | "email" | "phone" | "customer" | "user";
  version: number;
}

export interface CustomFieldChange {
  label?: unknown;
  options?: string[] | null;
  required?: boolean | null;
  position?: number | null;
  archived?: boolean | null;
}

export interface CustomFieldOrder {
  subject: "ticket" | "customer" | "company";
  ids: string[];
}

export interface Customer {
  city: string | null;
  company: Named | null;
  consent: Consents;
  country: string | null;
  created_at: string;
  custom_fields: CustomerCustomFields;
  emails: Email[];
  handles: CustomerHandles;
  id: string;
  kind: string;
  last_seen_at: string | null;
  locale: string | null;
  name: string;
  notes_count: number;
  open_ticket_count: number;
  owner: Named | null;
  phones: Phone[];
  tags: string[];
  ticket_count: number;
  time_zone: string | null;
  updated_at: string;
  version: number;
  vip: boolean;
}

export interface CustomerCustomFields {
  shoe_size: number;
}

export interface CustomerFound {
  company_name: string | null;
  email: string | null;
  emails: CustomerFoundEmails[];
  id: string;
  name: string;
  phones: unknown[];
  vip: boolean;
}

export interface CustomerFoundEmails {
  address: string;
  primary: boolean;
}

export interface CustomerHandles {
  wechat: string;
}

export interface CustomerInput {
  name?: string | null;
  company_id?: string | null;
  emails?: unknown[] | null;
  phones?: unknown[] | null;
  handles?: unknown;
  locale?: string | null;
  time_zone?: string | null;
  country?: string | null;
  city?: string | null;
  vip?: boolean | null;
  owner_id?: string | null;
  tags?: string[] | null;
  custom_fields?: unknown;
  consent?: unknown;
}

export interface CustomerMerge {
  conflicts: Conflict[];
  id: string;
  kept: Named;
  merged_at: string;
  merged_by_name: string;
  merged_id: string;
  merged_name: string;
  moved_count: number;
  undone_at: string | null;
  undone_by_name: string | null;
}

export interface CustomerNote {
  author: Named | null;
  created_at: string;
  id: string;
  text: string;
}

export interface CustomerPast {
  at: string;
  churn_band: string | null;
  city: string | null;
  company: string | null;
  consent: Consents;
  country: string | null;
  custom_fields: unknown;
  emails: string[];
  existed: boolean;
  name: string;
  open_ticket_count: number;
  order_count: number;
  owner: string | null;
  phones: string[];
  tags: string[];
  ticket_count: number;
  vip: boolean;
}

export interface CustomerPredictions {
  churn: PredictionView;
  lifetime_value: CustomerWorth | null;
  purchase: PredictionView;
  segments: CustomerSegment[];
}

export interface CustomerRef {
  email: string | null;
  id: string;
  name: string;
  vip: boolean;
}

export interface CustomerSegment {
  by: string;
  name: string;
}

export interface CustomerValuePicture {
  customer_count: number;
  day: CalendarDay;
  expected_total: CustomerValuePictureExpectedTotal;
  segments: CustomerValuePictureSegments[];
  simple_total: CustomerValuePictureSimpleTotal;
}

export interface CustomerValuePictureExpectedTotal {
  amount_minor: number;
  currency: string;
}

export interface CustomerValuePictureSegments {
  customer_count: number;
  segment: string;
  segmentation: string;
}

export interface CustomerValuePictureSimpleTotal {
  amount_minor: number;
  currency: string;
}

export interface CustomerValueReport {
  bounds: RuleSegments;
  customer_count: number;
  expected_total: CustomerValueReportExpectedTotal;
  has_model: boolean;
  model: CustomerValueReportModel;
  needed_customer_count: number;
  needed_repeat_count: number;
  prepared_at: string | null;
  previous: CustomerValuePicture | null;
  repeat_count: number;
  segments: Segment[];
  simple_total: CustomerValueReportSimpleTotal;
  tenths: Tenth[];
}

export interface CustomerValueReportExpectedTotal {
  amount_minor: number;
  currency: string;
}

export interface CustomerValueReportModel {
  a: number;
  alpha: number;
  b: number;
  p: number;
  q: number;
  r: number;
  v: number;
}

export interface CustomerValueReportSimpleTotal {
  amount_minor: number;
  currency: string;
}

export interface CustomerWorth {
  expected: Money | null;
  expected_orders: number | null;
  horizon_days: number;
  method: string;
  prepared_at: string;
  simple: Money | null;
}

export interface Deal {
  id: string;
  number: number;
  title: string;
}

export interface DecisionCount {
  count: number;
  decision: string;
}

export interface DeferralInput {
  until: string;
}

export interface Draft {
  kind: "reply" | "note";
  text: string;
  attachment_ids: string[];
  recipients: MailRecipients | null;
  updated_at: string;
  attachments: unknown[];
}

export interface DraftInput {
  text?: string | null;
  attachments?: string[] | null;
  recipients?: RecipientInput | null;
}

export interface Drafts {
  note: Draft | null;
  reply: Draft | null;
}

export interface DuplicatePair {
  customer: Customer;
  found_at: string;
  other: Customer;
  reasons: Reason[];
  score: number;
}

export interface DuplicateSearch {
  pair_count: number;
}

export interface EditionSummary {
  edition: number;
  sent_at: string | null;
  total: Money;
}

export interface Email {
  address: string;
  primary: boolean;
  verified: boolean;
}

export interface Erasure {
  actor_name: string;
  at: string;
  cause: string;
  counts: Count[];
  file_count: number;
  id: string;
  identifier_hashes: string[];
  record_ids: string[];
}

export interface Event {
  at: string;
  place: string;
  text: string;
}

export interface Export {
  created_at: string;
  created_by_name: string;
  finished_at: string | null;
  id: string;
  name: string;
  row_count: number;
  size_bytes: number;
  state: "running" | "done" | "failed";
}

export interface ExportInput {
  name: string;
  filters?: Record<string, string> | null;
}

export interface File {
  content_id: string | null;
  content_type: string;
  id: string;
  inline: boolean;
  name: string;
  size_bytes: number;
  url: string;
}

export interface Forecast {
  changes: ForecastChanges;
  currencies: ForecastCurrency[];
  settings_version: number;
  this_month: string;
  unhappy_ratio: number;
}

export interface ForecastChange {
  customer: Named;
  kind: "new" | "won" | "lost" | "removed" | "reopened" | "moved" | "amount" | "postponed" | "sooner";
  now: Standing;
  number: number;
  then: Standing | null;
  title: string;
}

export interface ForecastChanges {
  items: ForecastChange[];
  since: string;
  worth: Worth[];
}

export interface ForecastCurrency {
  currency: string;
  rows: ForecastRow[];
  stages: ForecastStage[];
  total: ForecastRow;
}

export interface ForecastRow {
  expected: ForecastRowExpected;
  month: string | null;
  open: ForecastRowOpen;
  open_count: number;
  period: "overdue" | "month" | "later" | "undated" | "total";
  target: ForecastRowTarget;
  target_version: number;
  unhappy: ForecastRowUnhappy;
  unhappy_count: number;
  weighted: ForecastRowWeighted;
  won: ForecastRowWon;
  won_count: number;
}

export interface ForecastRowExpected {
  amount_minor: number;
  currency: string;
}

export interface ForecastRowOpen {
  amount_minor: number;
  currency: string;
}

export interface ForecastRowTarget {
  amount_minor: number;
  currency: string;
}

export interface ForecastRowUnhappy {
  amount_minor: number;
  currency: string;
}

export interface ForecastRowWeighted {
  amount_minor: number;
  currency: string;
}

export interface ForecastRowWon {
  amount_minor: number;
  currency: string;
}

export interface ForecastSettings {
  unhappy_ratio: number;
  version: number;
}

export interface ForecastSettingsInput {
  unhappy_ratio: number;
}

export interface ForecastStage {
  count: number;
  stage: Stage;
  sum: Money;
  weighted: Money;
}

export interface ForecastTarget {
  amount: MoneyInput;
}

export interface FormDescription {
  fields: FormDescriptionFields[];
  intro: unknown;
  locale: string;
  thanks: FormDescriptionThanks;
  title: FormDescriptionTitle;
}

export interface FormDescriptionFields {
  key: string;
  label: FormDescriptionFieldsLabel;
  required: boolean;
  type: string;
}

export interface FormDescriptionFieldsLabel {
  en: string;
  "zh-Hans": string;
}

export interface FormDescriptionThanks {
  en: string;
  "zh-Hans": string;
}

export interface FormDescriptionTitle {
  en: string;
  "zh-Hans": string;
}

export interface FormReceipt {
  thanks: string;
  ticket_number: number | null;
}

export interface Half {
  bounced_count: number;
  clicked_count: number;
  failed_count: number;
  machine_count: number;
  opened_count: number;
  opted_out_count: number;
  order_count: number;
  ordered_count: number;
  reacted_count: number;
  replied_count: number;
  response_ratio: number;
  revenue: Money;
  sent_count: number;
  uncertain_count: number;
  variant: string;
  waiting_count: number;
}

export interface Header {
  name: string;
  value: string;
}

export interface Held {
  address: string | null;
  customer_id: string;
  decision: string;
  name: string;
  ticket_number: number | null;
}

export interface IdentitySecret {
  identity_secret: string;
}

export interface Import {
  can_undo: boolean;
  columns: Record<string, number>;
  created_at: string;
  created_by_name: string;
  delimiter: string;
  encoding: "UTF-8" | "UTF-16LE" | "UTF-16BE" | "GB18030" | "BIG5-HKSCS" | "CP1252";
  fault: string | null;
  fault_code: string | null;
  file_name: string;
  finished_at: string | null;
  header: string[];
  id: string;
  is_stalled: boolean;
  kept: number;
  kind: string;
  on_lookalike: "create" | "skip";
  on_match: "update" | "fill" | "skip";
  rows_created: number;
  rows_done: number;
  rows_failed: number;
  rows_skipped: number;
  rows_total: number;
  rows_unchanged: number;
  rows_updated: number;
  started_at: string | null;
  state: "uploaded" | "running" | "done" | "cancelled" | "failed" | "undoing" | "undone";
  undo_total: number;
  undone: number;
}

export interface ImportDetail {
  can_undo: boolean;
  columns: ImportDetailColumns;
  created_at: string;
  created_by_name: string;
  delimiter: string;
  encoding: "UTF-8" | "UTF-16LE" | "UTF-16BE" | "GB18030" | "BIG5-HKSCS" | "CP1252";
  fault: string | null;
  fault_code: string | null;
  fields: ImportField[];
  file_name: string;
  finished_at: string | null;
  header: string[];
  id: string;
  is_stalled: boolean;
  kept: number;
  kept_records: KeptRecord[];
  kind: string;
  on_lookalike: "create" | "skip";
  on_match: "update" | "fill" | "skip";
  rows_created: number;
  rows_done: number;
  rows_failed: number;
  rows_skipped: number;
  rows_total: number;
  rows_unchanged: number;
  rows_updated: number;
  samples: string[][];
  started_at: string | null;
  state: "uploaded" | "running" | "done" | "cancelled" | "failed" | "undoing" | "undone";
  undo_total: number;
  undone: number;
}

export interface ImportDetailColumns {
  email: number;
  name: number;
}

export interface ImportField {
  key: string;
  label: Record<string, string>;
  required: boolean;
}

export interface ImportPreview {
  lookalikes: Lookalike[];
  rows: PreviewRow[];
  rows_created: number;
  rows_failed: number;
  rows_lookalike: number;
  rows_skipped: number;
  rows_tried: number;
  rows_unchanged: number;
  rows_updated: number;
}

export interface InboundToken {
  inbound_url: string;
  token: string;
}

export interface InboxChange {
  name?: string | null;
  team_id?: string | null;
  enabled?: boolean | null;
  settings?: unknown;
  secrets?: MailboxSecretsInput | null;
}

export interface InboxName {
  key: string;
  name: string;
}

export interface InboxRef {
  id: string;
  key: string;
  name: string;
}

export interface InboxView {
  created_at: string;
  enabled: boolean;
  has_identity_secret: boolean;
  id: string;
  key: string;
  kind: "chat" | "form" | "email" | "phone" | "api" | "internal";
  name: string;
  settings: InboxViewSettings;
  team_id: string | null;
  version: number;
}

export interface InboxViewSettings {
  allowed_origins: unknown[];
  ask_email_when_offline: boolean;
  assignment: string;
  attachments: boolean;
  auto_close_days: unknown;
  color: string;
  csat: InboxViewSettingsCsat;
  emoji: boolean;
  greeting: InboxViewSettingsGreeting;
  office_hours_id: unknown;
  position: string;
  pre_chat: InboxViewSettingsPreChat;
  reopen: InboxViewSettingsReopen;
  reply_mailbox_id: unknown;
  reply_time: string;
}

export interface InboxViewSettingsCsat {
  cool_down_days: number;
  delay_seconds: number;
  enabled: boolean;
}

export interface InboxViewSettingsGreeting {
  en: string;
  "zh-Hans": string;
}

export interface InboxViewSettingsPreChat {
  enabled: boolean;
  fields: string[];
  required: unknown[];
}

export interface InboxViewSettingsReopen {
  days: number;
  mode: string;
}

export interface Intervention {
  kind: "customers" | "tickets";
  subject_id: string;
  action: "called" | "wrote" | "offered" | "handed_over" | "other";
  note?: string | null;
}

export interface InvitationView {
  email: string;
  name: string;
}

export interface Item {
  name: string;
  quantity: number;
}

export interface KeptRecord {
  id: string;
  kind: string;
  label: string;
  reason: string;
}

export interface Keys {
  p256dh: string;
  auth: string;
}

export interface LabelsNeeded {
  have: number;
  rarer: number;
  rarer_want: number;
  want: number;
}

export interface LastMessage {
  author_kind: string;
  created_at: string;
  excerpt: string;
  kind: string;
  seq: number;
}

export interface LateNotice {
  channel: string | null;
  customer_id: string;
  customer_name: string;
  decided_at: string;
  late_at: string;
  order_number: number;
  reason: string | null;
  shipment_id: string;
  state: string;
  ticket_number: number | null;
}

export interface LateParcelPreview {
  days: number;
  late_count: number;
  samples: Sample[];
  unfilled: string[];
  withheld: Record<string, number>;
  would_tell_count: number;
}

export interface LateParcelRule {
  enabled: boolean;
  inbox_id: string | null;
  pause_days: number;
  quiet_from: number;
  quiet_until: number;
  texts: Record<string, LetterText>;
  uses_chat: boolean;
  version: number;
}

export interface LateParcelRuleInput {
  enabled: boolean;
  texts: Record<string, LetterText>;
  inbox_id?: string | null;
  uses_chat: boolean;
  pause_days: number;
  quiet_from: number;
  quiet_until: number;
}

export interface LegalHold {
  reason: string;
  set_at: string;
  set_by_name: string;
}

export interface LegalHoldInput {
  reason: string;
}

export interface LetterText {
  subject: string;
  body: string;
}

export interface Line {
  name: string;
  position: number;
  product_id: string | null;
  quantity: number;
  sku: string;
  unit_price: Money;
}

export interface Link {
  kind: string;
  number: number;
}

export interface LinkInput {
  ticket: unknown;
}

export interface Lookalike {
  id: string;
  matches: string[];
  name: string;
  row: number;
}

export interface LostReason {
  archived_at: string | null;
  id: string;
  known_as: string | null;
  name: string;
  version: number;
}

export interface LostReasonInput {
  name?: string | null;
  archived?: boolean | null;
  position?: number | null;
}

export interface Mail {
  address: string;
  detail: string;
  state: string;
}

export interface MailAccepted {
  id: string;
}

export interface MailAddress {
  address: string;
  name: string;
}

export interface MailLogEntry {
  at: string;
  attempts: number;
  direction: string;
  error: string | null;
  explanation: MailLogEntryExplanation;
  from: string;
  id: string;
  inbox_id: string;
  seq: number | null;
  size_bytes: number;
  source: string;
  state: string;
  subject: string;
  ticket_id: string | null;
  ticket_number: number | null;
  to: string[];
}

export interface MailLogEntryExplanation {
  detail: unknown;
  rule: string;
}

export interface MailOriginal {
  attachments: File[];
  errors: string[];
  headers: Header[];
  html: string | null;
  pictures: Picture[];
  subject: string;
  text: string;
}

export interface MailPlacementInput {
  ticket_id?: string | null;
  new?: boolean | null;
}

export interface MailRecipients {
  bcc: unknown[];
  cc: unknown[];
  to: MailAddress[];
}

export interface MailboxPreset {
  authorize_url: string | null;
  domains: string[];
  id: string;
  imap: Server;
  name: string;
  password: "password" | "code" | "app" | "oauth";
  scope: string | null;
  smtp: Server;
  token_url: string | null;
}

export interface MailboxPresets {
  items: MailboxPreset[];
  redirect_uri: string;
}

export interface MailboxSecretsInput {
  imap_password?: string | null;
  smtp_password?: string | null;
  client_secret?: string | null;
  refresh_token?: string | null;
}

export interface MailboxSignInStart {
  authorize_url: string;
}

export interface MailboxStep {
  code: string;
  detail: string | null;
  name: "imap_connect" | "imap_sign_in" | "imap_folder" | "smtp_connect" | "smtp_sign_in" | "smtp_send";
  ok: boolean;
}

export interface MailboxTestInput {
  settings?: unknown;
  imap_password?: string | null;
  smtp_password?: string | null;
}

export interface MailboxTestResult {
  steps: MailboxStep[];
}

export interface MailboxView {
  has_secrets: Secrets;
  inbound_url: string | null;
  last_error: string | null;
  last_error_code: string | null;
  last_success_at: string | null;
  state: "connected" | "connecting" | "failing" | "off";
  waiting: number;
}

export interface MainRisk {
  customer_count: number;
  high_count: number;
  main_reason: string;
  typical_count: number;
}

export interface MappingInput {
  columns?: Record<string, number> | null;
  encoding?: string | null;
  delimiter?: string | null;
}

export interface MatchesInput {
  on_match?: string | null;
  on_lookalike?: string | null;
}

export interface Member {
  company: string | null;
  created_at: string;
  email: string | null;
  id: string;
  name: string;
}

export interface MergeCount {
  left: number;
  moved: number;
  table: string;
}

export interface MergeField {
  choice: "kept" | "merged" | "both";
  choices: ("kept" | "merged" | "both")[];
  field: string;
  kept: string;
  merged: string;
}

export interface MergeInput {
  other_id: string;
  fields?: Record<string, string> | null;
}

export interface MergePreview {
  fields: MergeField[];
  kept: Customer;
  merged: Customer;
  rows: MergeCount[];
}

export interface Message {
  attachments: unknown[];
  author: MessageAuthor;
  client_id: string | null;
  created_at: string;
  delivery: unknown[] | null;
  event: unknown[] | null;
  html: string | null;
  id: string;
  kind: "reply" | "note" | "event";
  mail: unknown[] | null;
  mentions: string[];
  private: boolean;
  seq: number;
  text: string;
  ticket_id: string;
}

export interface MessageAuthor {
  id: string | null;
  kind: "customer" | "agent" | "system";
  name: string;
}

export interface MessageInput {
  client_id?: string | null;
  text?: string | null;
  private?: boolean | null;
  attachments?: string[] | null;
  mentions?: string[] | null;
  solve?: boolean | null;
  actions?: TicketActions | null;
  seen_seq?: number | null;
  force?: boolean | null;
  recipients?: unknown;
}

export interface ModelCard {
  average_ratio: number | null;
  features: ModelFeature[];
  labels: number;
  labels_wanted: number;
  ladder: string;
  method: string | null;
  name: "satisfaction" | "churn" | "purchase";
  rarer: number;
  rarer_wanted: number;
  record: TrackRecord | null;
  trained_at: string | null;
  training: TrainingRun | null;
  trials: ModelTrial[];
  until: string | null;
  verdict: string;
  version: number | null;
  withdrawn_at: string | null;
}

export interface ModelFeature {
  drift: number | null;
  feature: string;
  importance: number;
  meaning: string;
  unit: string;
  usual: number;
}

export interface ModelNote {
  auc: number | null;
  auc_high: number | null;
  auc_low: number | null;
  base_brier: number | null;
  brier: number | null;
  labels: number;
  method: "logistic" | "linear" | "founding_tree" | "tree" | "network" | null;
  name: "satisfaction" | "churn" | "purchase";
  trained_at: string;
  until: string | null;
  version: number;
}

export interface ModelTrial {
  accuracy_ratio: number;
  auc: number | null;
  auc_high: number | null;
  auc_low: number | null;
  base_brier: number;
  base_log_loss: number;
  brier: number;
  calibration: CalibrationBin[];
  calibration_error: number;
  lift: number | null;
  log_loss: number;
  majority_ratio: number;
  method: string;
  serves: boolean;
}

export interface Money {
  amount_minor: number;
  currency: string;
}

export interface MoneyInput {
  amount_minor: number;
  currency: string;
}

export interface Named {
  id: string;
  name: string;
}

export interface NewApiKey {
  name: string;
  scopes: string[];
}

export interface NewCustomField {
  key: string;
  label: Record<string, string>;
  subject: "ticket" | "customer" | "company";
  type: "text" | "long_text" | "number" | "money" | "date" | "datetime" | "checkbox" | "select" | "multiselect" | "link" | "email" | "phone" | "customer" | "user";
  options?: string[] | null;
  required?: boolean | null;
  position?: number | null;
}

export interface NewCustomerNote {
  text: string;
}

export interface NewInbox {
  kind: string;
  name: string;
  team_id?: string | null;
  enabled?: boolean | null;
  settings?: unknown;
  secrets?: MailboxSecretsInput | null;
}

export interface NewOfficeHours {
  name: string;
  time_zone: string;
  days: unknown;
  holidays?: unknown;
}

export interface NewTeam {
  name: string;
  description?: string | null;
  member_ids?: string[] | null;
}

export interface NewUser {
  name: string;
  email: string;
  role: string;
  password?: string | null;
  locale?: string | null;
  time_zone?: string | null;
  team_ids?: string[] | null;
}

export interface NewWebhook {
  name: string;
  url: string;
  kinds: string[];
  inbox_id?: string | null;
  active?: boolean | null;
}

export interface NextRecipients {
  bcc: unknown[];
  cc: unknown[];
  from: MailAddress | null;
  mailbox: string;
  subject: string;
  to: MailAddress[];
  undo_seconds: number;
}

export interface Offer {
  customer_id: string;
  expires_at: string;
  id: string;
  method: "hybrid" | "collaborative" | "content" | "popular" | null;
  offered_at: string;
  order_number: number | null;
  price: Money;
  product_id: string;
  product_name: string;
  quantity: number;
  reason: "bought_together" | "similar" | "popular" | null;
  stock_note: string;
  ticket_id: string | null;
  token: string;
  url: string;
}

export interface OfferInput {
  product_id: string;
  ticket_id?: string | null;
  quantity?: number | null;
  method?: "hybrid" | "collaborative" | "content" | "popular" | null;
  reason?: "bought_together" | "similar" | "popular" | null;
}

export interface OfferPage {
  company_name: string;
  expires_at: string;
  order_number: number | null;
  price: Money;
  product_name: string;
  quantity: number;
  reason: "bought_together" | "similar" | "popular" | null;
  state: "offered" | "accepted" | "withdrawn" | "expired" | "changed" | "out_of_stock";
  stock_note: string;
}

export interface Office {
  open: boolean;
  opens_at: string | null;
}

export interface OfficeHoursChange {
  name?: string | null;
  time_zone?: string | null;
  days?: unknown;
  holidays?: unknown;
}

export interface OfficeHoursRecord {
  days: OfficeHoursRecordDays;
  holidays: OfficeHoursRecordHolidays[];
  id: string;
  name: string;
  time_zone: string;
  version: number;
}

export interface OfficeHoursRecordDays {
  mon: string[][];
}

export interface OfficeHoursRecordHolidays {
  date: string;
  name: string;
  working: boolean;
}

export interface Opportunity {
  amount: Money;
  created_at: string;
  customer: Named;
  expected_close_on: string | null;
  id: string;
  is_unhappy: boolean;
  lost_at: string | null;
  lost_note: string;
  lost_reason: Named | null;
  moved_at: string;
  next_activity_at: string | null;
  number: number;
  owner: Named | null;
  pipeline_id: string;
  source_ticket: Source | null;
  stage_id: string;
  state: "open" | "won" | "lost";
  title: string;
  updated_at: string;
  version: number;
  won_at: string | null;
}

export interface OpportunityChange {
  actor_name: string;
  amount: Money;
  at: string;
  expected_close_on: string | null;
  kind: "created" | "changed" | "moved" | "won" | "lost" | "reopened" | "removed" | "restored";
  lost_reason: string | null;
  owner_name: string | null;
  stage_id: string;
  stage_name: string;
  title: string;
  version: number;
}

export interface OpportunityChangeInput {
  title?: string | null;
  amount?: unknown;
  expected_close_on?: string | null;
  owner_id?: string | null;
  customer_id?: string | null;
}

export interface OpportunityInput {
  customer_id: string;
  title: string;
  amount?: MoneyInput | null;
  pipeline_id?: string | null;
  stage_id?: string | null;
  expected_close_on?: string | null;
  owner_id?: string | null;
}

export interface Order {
  cancelled_at: string | null;
  customer: Named;
  delivered_at: string | null;
  discount: Money;
  id: string;
  lines: Line[];
  note: string;
  number: number;
  paid_at: string | null;
  payments: Payment[];
  placed_at: string;
  reference: string | null;
  returns: Return[];
  shipments: Shipment[];
  shipped_at: string | null;
  shipping: Money;
  source: string;
  status: "placed" | "paid" | "packed" | "shipped" | "delivered" | "cancelled" | "returned";
  total: Money;
  updated_at: string;
  version: number;
}

export interface OrderChange {
  status?: "placed" | "paid" | "packed" | "shipped" | "delivered" | "cancelled" | "returned" | null;
  note?: string | null;
  reference?: string | null;
}

export interface OrderInput {
  customer_id: string;
  reference?: string | null;
  currency: string;
  lines: OrderLineInput[];
  discount?: MoneyInput | null;
  shipping?: MoneyInput | null;
  note?: string | null;
  placed_at?: string | null;
  status?: "placed" | "paid" | "packed" | "shipped" | "delivered" | "cancelled" | "returned" | null;
}

export interface OrderLineInput {
  product_id: string | null;
  sku: string | null;
  name: string | null;
  quantity: number;
  unit_price: MoneyInput | null;
}

export interface OrderQuestionInput {
  client_id: string;
  ticket_id?: string | null;
  text: string;
}

export interface Parcel {
  carrier: string;
  delivered_at: string | null;
  late: boolean;
  promised_at: string | null;
  shipped_at: string;
  status: "in_transit" | "delivered" | "exception";
  tracking_number: string;
  tracking_url: string | null;
}

export interface Payment {
  amount: Money;
  id: string;
  method: string;
  paid_at: string;
  reference: string;
}

export interface PaymentInput {
  amount_minor: number;
  method?: string | null;
  reference?: string | null;
  paid_at?: string | null;
}

export interface PendingSurvey {
  token: string;
}

export interface Person {
  name: string | null;
  email: string | null;
  phone: string | null;
}

export interface PersonalData {
  collected_at: string;
  customer: Named;
  legal_hold: LegalHold | null;
  tables: Table[];
}

export interface Phone {
  number: string;
  primary: boolean;
}

export interface Picture {
  address: string;
  link: string;
}

export interface Pipeline {
  archived_at: string | null;
  id: string;
  is_default: boolean;
  known_as: string | null;
  name: string;
  stages: Stage[];
  version: number;
}

export interface PipelineInput {
  name?: string | null;
  stages?: unknown[] | null;
  is_default?: boolean | null;
  archived?: boolean | null;
  deals_to?: string | null;
}

export interface PossibleDuplicate {
  id: string;
  matches: string[];
  name: string;
}

export interface Post {
  campaign: Named | null;
  comment_count: number | null;
  created_at: string;
  id: string;
  like_count: number | null;
  owner: Named | null;
  planned_for: string | null;
  platform: "wechat" | "weibo" | "xiaohongshu" | "douyin" | "x" | "instagram" | "facebook" | "linkedin" | "other";
  posted_at: string | null;
  posted_url: string | null;
  state: "draft" | "planned" | "due" | "posted" | "skipped";
  text: string;
  title: string;
  updated_at: string;
  url: string | null;
  version: number;
  view_count: number | null;
}

export interface PostChange {
  platform?: "wechat" | "weibo" | "xiaohongshu" | "douyin" | "x" | "instagram" | "facebook" | "linkedin" | "other" | null;
  title?: string | null;
  text?: string | null;
  url?: string | null;
  campaign_id?: string | null;
  owner_id?: string | null;
  planned_for?: string | null;
  state?: "draft" | "planned" | "due" | "posted" | "skipped" | null;
  posted_at?: string | null;
  posted_url?: string | null;
  view_count?: number | null;
  like_count?: number | null;
  comment_count?: number | null;
}

export interface PostInput {
  platform: "wechat" | "weibo" | "xiaohongshu" | "douyin" | "x" | "instagram" | "facebook" | "linkedin" | "other";
  title?: string | null;
  text?: string | null;
  url?: string | null;
  campaign_id?: string | null;
  owner_id?: string | null;
  planned_for?: string | null;
  state?: "draft" | "planned" | "due" | "posted" | "skipped" | null;
  posted_at?: string | null;
  posted_url?: string | null;
  view_count?: number | null;
  like_count?: number | null;
  comment_count?: number | null;
}

export interface PreChat {
  enabled: boolean;
  fields: string[];
  required: string[];
}

export interface PredictionFeedback {
  verdict: "right" | "wrong";
  note?: string | null;
}

export interface PredictionReason {
  contribution: number;
  effect: string;
  feature: string;
  unit: string;
  usual: number;
  value: number;
}

export interface PredictionView {
  average_ratio: number | null;
  band: "low" | "typical" | "high" | null;
  facts: RiskFact[];
  feedback: "right" | "wrong" | null;
  high_ratio: number | null;
  kind: "satisfaction" | "churn" | "purchase";
  low_ratio: number | null;
  model: ModelNote | null;
  needed: LabelsNeeded | null;
  prediction_id: string | null;
  previous_ratio: number | null;
  reasons: PredictionReason[];
  risk_ratio: number | null;
  state: "scored" | "band" | "not_enough_data" | "no_orders" | "no_usable_pattern";
  suggestion: "answer_now" | "call" | "keep_one_person" | "make_good" | "tell_where_it_is" | "win_back" | "offer" | null;
}

export interface PreviewRow {
  faults: RowFault[];
  outcome: string;
  row: number;
  values: Record<string, string>;
}

export interface Product {
  archived_at: string | null;
  brand: string;
  category: string;
  consumable: boolean;
  created_at: string;
  description: string;
  features: ProductFeatures;
  id: string;
  in_stock: boolean;
  name: string;
  price: Money;
  sku: string;
  stock_note: string;
  tags: string[];
  updated_at: string;
  version: number;
}

export interface ProductFeatures {
  material: string;
}

export interface ProductInput {
  sku?: string | null;
  name?: string | null;
  description?: string | null;
  category?: string | null;
  brand?: string | null;
  tags?: string[] | null;
  features?: unknown;
  price?: unknown;
  in_stock?: boolean | null;
  stock_note?: string | null;
  consumable?: boolean | null;
  archived?: boolean | null;
}

export interface ProductPair {
  lift: number;
  other_id: string;
  other_name: string;
  previous_lift: number | null;
  previous_together_count: number | null;
  product_id: string;
  product_name: string;
  support_ratio: number;
  together_count: number;
}

export interface ProfilePatch {
  name?: string | null;
  locale?: string | null;
  time_zone?: string | null;
  current_password?: string | null;
  new_password?: string | null;
}

export interface ProgramMessageInput {
  inbox: string;
  conversation: string;
  id: string;
  from?: ProgramSender | null;
  text?: string | null;
  attachments?: string[] | null;
  platform?: string | null;
  subject?: string | null;
  locale?: string | null;
}

export interface ProgramReceipt {
  conversation: string;
  customer_id: string;
  id: string;
  seq: number;
  ticket_id: string;
  ticket_number: number;
}

export interface ProgramSender {
  id: string | null;
  name: string | null;
  email: string | null;
  phone: string | null;
  handle: string | null;
}

export interface PushKey {
  public_key: string;
}

export interface PushSubscription {
  created_at: string;
  excerpt: boolean;
  id: string;
  user_agent: string;
}

export interface PushSubscriptionInput {
  endpoint: string;
  keys: Keys;
  excerpt?: boolean | null;
}

export interface Quote {
  becomes: "order" | "contract";
  contract_number: number | null;
  created_at: string;
  customer: QuoteCustomer;
  decision: QuoteDecision | null;
  edition: QuoteEdition;
  editions: EditionSummary[];
  id: string;
  locale: string;
  mail: QuoteMail | null;
  number: string | null;
  opportunity_id: string | null;
  order_number: number | null;
  owner_name: string | null;
  sent_at: string | null;
  sent_edition: number | null;
  state: "draft" | "sent" | "accepted" | "declined" | "lapsed" | "withdrawn";
  updated_at: string;
  url: string | null;
  version: number;
}

export interface QuoteAcceptanceInput {
  name: string;
  edition: number;
}

export interface QuoteCustomer {
  email: string | null;
  id: string;
  name: string;
}

export interface QuoteDecision {
  address: string;
  at: string;
  name: string;
  note: string;
}

export interface QuoteEdition {
  currency: string;
  discount: QuoteEditionDiscount;
  discount_basis_points: number;
  edition: number;
  introduction: string;
  lines: QuoteLine[];
  net: QuoteEditionNet;
  prices_include_tax: boolean;
  sent_at: string | null;
  subtotal: QuoteEditionSubtotal;
  tax: QuoteEditionTax;
  taxes: QuoteEditionTaxes[];
  terms: string;
  total: QuoteEditionTotal;
  valid_until: string;
}

export interface QuoteEditionDiscount {
  amount_minor: number;
  currency: string;
}

export interface QuoteEditionNet {
  amount_minor: number;
  currency: string;
}

export interface QuoteEditionSubtotal {
  amount_minor: number;
  currency: string;
}

export interface QuoteEditionTax {
  amount_minor: number;
  currency: string;
}

export interface QuoteEditionTaxes {
  name: string;
  net: QuoteEditionTaxesNet;
  rate_basis_points: number;
  tax: QuoteEditionTaxesTax;
}

export interface QuoteEditionTaxesNet {
  amount_minor: number;
  currency: string;
}

export interface QuoteEditionTaxesTax {
  amount_minor: number;
  currency: string;
}

export interface QuoteEditionTotal {
  amount_minor: number;
  currency: string;
}

export interface QuoteInput {
  customer_id?: string | null;
  opportunity_id?: string | null;
  becomes?: "order" | "contract" | null;
  locale?: string | null;
  currency?: string | null;
  prices_include_tax?: boolean | null;
  discount_basis_points?: number | null;
  valid_until?: string | null;
  introduction?: string | null;
  terms?: string | null;
  lines?: QuoteLineInput[] | null;
}

export interface QuoteLine {
  amount: QuoteLineAmount;
  description: string;
  discount_basis_points: number;
  name: string;
  product_id: string | null;
  quantity: number;
  sku: string;
  tax: QuoteLineTax;
  tax_basis_points: number;
  tax_name: string;
  unit_price: QuoteLineUnitPrice;
}

export interface QuoteLineAmount {
  amount_minor: number;
  currency: string;
}

export interface QuoteLineInput {
  product_id: string | null;
  sku: string | null;
  name: string | null;
  description: string | null;
  quantity: number;
  unit_price: Money | null;
  discount_basis_points: number | null;
  tax_basis_points: number | null;
  tax_name: string | null;
}

export interface QuoteLineTax {
  amount_minor: number;
  currency: string;
}

export interface QuoteLineUnitPrice {
  amount_minor: number;
  currency: string;
}

export interface QuoteMail {
  address: string;
  state: string;
}

export interface QuotePage {
  becomes: "order" | "contract";
  company_address: string;
  company_name: string;
  customer_name: string;
  decided_at: string | null;
  decision_name: string;
  edition: QuoteEdition;
  locale: string;
  logo_url: string | null;
  number: string;
  order_number: number | null;
  state: "draft" | "sent" | "accepted" | "declined" | "lapsed" | "withdrawn";
}

export interface QuoteRefusalInput {
  note?: string | null;
}

export interface QuoteSendingInput {
  email?: string | null;
  message?: string | null;
}

export interface QuoteSettings {
  address: string;
  inbox_id: string | null;
  logo_id: string | null;
  logo_url: string | null;
  number_prefix: string;
  prices_include_tax: boolean;
  terms: string;
  valid_days: number;
  version: number;
}

export interface QuoteSettingsInput {
  address: string;
  prices_include_tax: boolean;
  valid_days: number;
  terms: string;
  inbox_id?: string | null;
  number_prefix?: string | null;
  logo_id?: string | null;
}

export interface Reason {
  detail: string;
  kind: string;
  value: string;
}

export interface RecipientInput {
  to: RecipientPerson[] | null;
  cc: unknown[] | null;
  bcc: unknown[] | null;
}

export interface RecipientPerson {
  name: string;
  address: string;
}

export interface Recommendation {
  because: Named | null;
  method: "hybrid" | "collaborative" | "content" | "popular";
  product: Product;
  reason: "bought_together" | "similar" | "popular";
  score: number;
}

export interface RenewalReminder {
  done_at: string | null;
  made_at: string;
}

export interface ReportCatalogue {
  items: ReportCatalogueItems[];
  next_cursor: unknown;
}

export interface ReportCatalogueItems {
  columns: ReportCatalogueItemsColumns[];
  formula: ReportCatalogueItemsFormula;
  group_by: string[];
  measures: unknown[];
  name: string;
  title: ReportCatalogueItemsTitle;
}

export interface ReportCatalogueItemsColumns {
  key: string;
  unit: string;
}

export interface ReportCatalogueItemsFormula {
  en: string;
  "zh-Hans": string;
}

export interface ReportCatalogueItemsTitle {
  en: string;
  "zh-Hans": string;
}

export interface ReportSchedule {
  agent_id: unknown;
  cadence: "day" | "week" | "month";
  channel: string | null;
  enabled: boolean;
  error: string | null;
  group_by: string;
  id: string;
  inbox_id: string;
  locale: string;
  month_day: number | null;
  next_at: string;
  period_days: number;
  recipients: string[];
  report: "overview" | "volume" | "first-response" | "resolution" | "backlog" | "csat" | "answer-rate" | "orders" | "churn" | "cross-selling" | "recommendations" | "late-parcels";
  sendings: ReportSending[];
  team_id: unknown;
  time: string;
  version: number;
  weekday: number | null;
}

export interface ReportScheduleInput {
  report: "overview" | "volume" | "first-response" | "resolution" | "backlog" | "csat" | "answer-rate" | "orders" | "churn" | "cross-selling" | "recommendations" | "late-parcels";
  group_by: "day" | "week" | "month" | "agent" | "team" | "channel" | "tag" | "inbox" | "status" | "source" | "currency" | "method" | "reason";
  period_days: number;
  agent_id?: string | null;
  team_id?: string | null;
  channel?: string | null;
  cadence: "day" | "week" | "month";
  weekday?: number | null;
  month_day?: number | null;
  time: string;
  inbox_id: string;
  recipients: string[];
  locale: string;
  enabled?: boolean | null;
}

export interface ReportSending {
  mails: Mail[];
  sent_at: string;
}

export interface ReportTable {
  columns: ReportTableColumns[];
  from: CalendarDay;
  group_by: string;
  name: string;
  rows: Row[];
  time_zone: string;
  to: CalendarDay;
  total: ReportTableTotal;
}

export interface ReportTableColumns {
  key: string;
  unit: string;
}

export interface ReportTableTotal {
  answer_ratio: number;
  answered_count: number;
  average_rating: number;
  csat_ratio: number;
  satisfied_count: number;
  sent_count: number;
}

export interface ReportedCustomer {
  customer_id: string;
  day: CalendarDay;
  name: string;
  order_count: number;
  spent: Money;
}

export interface ReportedOffer {
  accepted_at: string | null;
  agent_name: string | null;
  at: string;
  customer_id: string;
  customer_name: string;
  method: string;
  offer_id: string;
  order_number: number | null;
  price: Money;
  product_name: string;
  quantity: number;
  reason: string | null;
  ticket_number: number | null;
  total: Money | null;
}

export interface ReportedOrder {
  at: string;
  customer_name: string;
  number: number;
  order_id: string;
  status: string;
  total: Money;
}

export interface ReportedTicket {
  agent_name: string | null;
  at: string;
  comment: string | null;
  customer_name: string;
  number: number;
  rating: number | null;
  subject: string;
  ticket_id: string;
  value_seconds: number | null;
}

export interface RetentionRule {
  channel: string;
  due_count: number;
  keep_days: number | null;
}

export interface RetentionRuleInput {
  keep_days?: number | null;
}

export interface RetentionRun {
  at: string;
  channel: string;
  counts: Count[];
  digest: string;
  file_count: number;
  id: string;
  keep_days: number;
  ticket_count: number;
}

export interface Return {
  id: string;
  lines: ReturnLines[];
  reason: string;
  refund: Money;
  returned_at: string;
}

export interface ReturnInput {
  reason: string;
  lines: ReturnedLine[];
  refund_minor?: number | null;
  returned_at?: string | null;
}

export interface ReturnLines {
  position: number;
  quantity: number;
}

export interface ReturnedLine {
  position: number;
  quantity: number;
}

export interface Risk {
  band: string;
}

export interface RiskFact {
  code: string;
  unit: string;
  value: number;
}

export interface RiskReasonCount {
  count: number;
  feature: string;
}

export interface Row {
  answer_ratio: number;
  answered_count: number;
  average_rating: number;
  csat_ratio: number;
  day: string;
  satisfied_count: number;
  sent_count: number;
}

export interface RowFault {
  code: string;
  detail: string;
  field: string;
}

export interface RuleSegments {
  age_high: number;
  age_low: number;
  frequency_high: number;
  frequency_low: number;
  order_value_high: number;
  order_value_low: number;
}

export interface Sample {
  body: string;
  locale: string;
  subject: string;
}

export interface SavedSegment {
  builtin: string | null;
  count: number | null;
  id: string;
  name: string;
  rule: SavedSegmentRule;
  updated_at: string;
  version: number;
}

export interface SavedSegmentRule {
  match: string;
  rules: SavedSegmentRuleRules[];
}

export interface SavedSegmentRuleRules {
  field: string;
  operator: string;
  value: number;
}

export interface SavedView {
  filters: SavedViewFilters;
  id: string;
  name: string;
  owner_id: string;
  position: number;
  shared: boolean;
  subject: "ticket" | "customer";
  version: number;
}

export interface SavedViewFilters {
  priority: string;
  status: string;
  tag: string;
}

export interface SavedViewInput {
  name?: string | null;
  subject?: "ticket" | "customer" | null;
  shared?: boolean | null;
  filters?: Record<string, unknown> | null;
  position?: number | null;
}

export interface ScheduledReply {
  actions: TicketActions | null;
  attachments: unknown[];
  author: ScheduledReplyAuthor;
  cancel_on_reply: boolean;
  client_id: string;
  id: string;
  problem: "ticket_closed" | "ticket_internal" | "ticket_gone" | "files_gone" | "not_by_mail" | "assignee_refused" | "actions_refused" | "status_refused" | "refused" | null;
  recipients: MailRecipients | null;
  send_at: string;
  solve: boolean;
  state: "waiting" | "held";
  text: string;
  ticket_id: string;
  undo: boolean;
}

export interface ScheduledReplyAuthor {
  id: string;
  name: string;
}

export interface ScheduledReplyInput {
  client_id?: string | null;
  text?: string | null;
  recipients?: RecipientInput | null;
  attachments?: string[] | null;
  send_at?: string | null;
  undo?: boolean | null;
  cancel_on_reply?: boolean | null;
  solve?: boolean | null;
  actions?: TicketActions | null;
  seen_seq?: number | null;
}

export interface ScheduledReplyPatch {
  text?: string | null;
  recipients?: unknown;
  attachments?: string[] | null;
  send_at?: string | null;
  cancel_on_reply?: boolean | null;
  solve?: boolean | null;
}

export interface SearchResults {
  customers: CustomerFound[];
  tickets: Ticket[];
}

export interface Secrets {
  client_secret: boolean;
  imap_password: boolean;
  refresh_token: boolean;
  smtp_password: boolean;
}

export interface Segment {
  customer_count: number;
  expected: SegmentExpected;
  segment: string;
  segmentation: string;
  spent: SegmentSpent;
}

export interface SegmentBounds {
  age_high: number;
  age_low: number;
  frequency_high: number;
  frequency_low: number;
  order_value_high: number;
  order_value_low: number;
}

export interface SegmentExpected {
  amount_minor: number;
  currency: string;
}

export interface SegmentField {
  group: "customer" | "behaviour" | "orders" | "scores" | "custom";
  key: string;
  kind: "text" | "choice" | "number" | "money" | "date" | "flag" | "tag" | "product" | "company" | "staff" | "several" | "person";
  label: Record<string, unknown>;
  operators: string[];
  options: string[];
}

export interface SegmentInput {
  name: string;
  rule: unknown;
}

export interface SegmentMembership {
  builtin: string | null;
  name: string;
  reasons: SegmentReason[];
  segment_id: string;
}

export interface SegmentPreview {
  count: number;
  customer_count: number;
  members: Member[];
}

export interface SegmentPreviewInput {
  rule: unknown;
}

export interface SegmentReason {
  currency: string | null;
  field: string;
  fits: boolean;
  found: string | null;
  is_wanted: boolean;
  operator: string;
  value: string | null;
}

export interface SegmentSpent {
  amount_minor: number;
  currency: string;
}

export interface Server {
  host: string;
  port: number;
  security: string;
}

export interface SessionView {
  company: CompanyProfile;
  permissions: string[];
  user: UserView;
  work_alone: boolean;
}

export interface SettlementInput {
  sent: boolean;
}

export interface SetupInput {
  company_name: string;
  name: string;
  email: string;
  password: string;
  locale?: string | null;
  time_zone?: string | null;
}

export interface SetupState {
  demo: boolean;
  needs_owner: boolean;
  public_url: string;
  version: string;
}

export interface Shipment {
  carrier: string;
  delivered_at: string | null;
  events: Event[];
  id: string;
  late: boolean;
  order_id: string;
  promised_at: string | null;
  shipped_at: string;
  status: "in_transit" | "delivered" | "exception";
  tracking_number: string;
  tracking_url: string | null;
  version: number;
}

export interface ShipmentEventInput {
  at?: string | null;
  place?: string | null;
  text: string;
}

export interface ShipmentInput {
  carrier?: string | null;
  tracking_number?: string | null;
  tracking_url?: string | null;
  status?: "in_transit" | "delivered" | "exception" | null;
  shipped_at?: string | null;
  promised_at?: string | null;
  delivered_at?: string | null;
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

export interface Source {
  id: string;
  number: number;
}

export interface Stage {
  id: string;
  kind: "open" | "won" | "lost";
  known_as: string | null;
  name: string;
  win_ratio: number;
}

export interface StageMove {
  stage_id: string;
  lost_reason_id?: string | null;
  lost_note?: string | null;
}

export interface Standing {
  amount: Money;
  expected_close_on: string | null;
  stage_name: string;
}

export interface SuppressedAddress {
  address: string;
  created_at: string;
  detail: string;
  reason: "undeliverable" | "complaint";
}

export interface SurveyListing {
  agent: unknown;
  answered_at: unknown;
  channel: string;
  comment: unknown;
  customer: SurveyListingCustomer;
  expires_at: string;
  id: string;
  rating: unknown;
  reason: unknown;
  sent_at: string;
  team: unknown;
  ticket: SurveyListingTicket;
  token: unknown;
}

export interface SurveyListingCustomer {
  id: string;
  name: string;
}

export interface SurveyListingTicket {
  id: string;
  number: number;
  subject: string;
}

export interface SurveyPage {
  agent_name: string | null;
  changeable_until: unknown;
  comment: unknown;
  company_name: string;
  locale: string;
  rating: unknown;
  state: string;
  ticket_number: number;
}

export interface Table {
  count: number;
  rows: TableRows[];
  table: string;
  treatment: string;
}

export interface TableRows {
  text: string;
}

export interface Tag {
  color: string;
  id: string;
  name: string;
  ticket_count: number;
  version: number;
}

export interface TagInput {
  name?: string | null;
  color?: string | null;
}

export interface TaxRate {
  archived_at: string | null;
  basis_points: number;
  id: string;
  is_default: boolean;
  known_as: string | null;
  name: string;
  paper_name: string;
  version: number;
}

export interface TaxRateInput {
  name?: string | null;
  basis_points?: number | null;
  is_default?: boolean | null;
  archived?: boolean | null;
  position?: number | null;
}

export interface Team {
  description: string;
  id: string;
  member_ids: string[];
  name: string;
  version: number;
}

export interface TeamPatch {
  name?: string | null;
  description?: string | null;
  member_ids?: string[] | null;
}

export interface Tenth {
  customer_count: number;
  expected: TenthExpected;
  place: number;
  simple: TenthSimple;
}

export interface TenthExpected {
  amount_minor: number;
  currency: string;
}

export interface TenthSimple {
  amount_minor: number;
  currency: string;
}

export interface Ticket {
  assignee: Named | null;
  channel: string;
  created_at: string;
  custom_fields: unknown;
  customer: CustomerRef;
  customer_read_seq: number;
  first_response_at: string | null;
  id: string;
  inbox: InboxRef;
  joining_offer: TicketJoiningOffer | null;
  last_message: LastMessage | null;
  last_seq: number;
  linked_tickets: unknown[] | null;
  number: number;
  participants: unknown[] | null;
  priority: "low" | "normal" | "high" | "urgent";
  read_seq: number;
  risk: Risk | null;
  satisfaction: TicketSatisfaction | null;
  snoozed_until: string | null;
  solve_count: number;
  solved_at: string | null;
  status: "open" | "waiting" | "snoozed" | "solved" | "closed";
  subject: string;
  tags: unknown[] | null;
  team: Named | null;
  unread: boolean;
  updated_at: string;
  version: number;
  waiting_since: string | null;
}

export interface TicketActions {
  add_tags: string[] | null;
  assignee: string | null;
  note: string | null;
  priority: string | null;
  remove_tags: string[] | null;
  snooze_seconds: number | null;
  status: string | null;
  team_id: string | null;
}

export interface TicketCounts {
  all_open: number;
  at_risk: number;
  mine: number;
  snoozed: number;
  solved: number;
  team: number;
  unassigned: number;
  unread: number;
  views: Record<string, number>;
}

export interface TicketInput {
  customer?: Person | null;
  customer_id?: string | null;
  subject?: string | null;
  text?: string | null;
  channel?: string | null;
  inbox?: string | null;
  priority?: string | null;
  tags?: string[] | null;
  custom_fields?: unknown;
  attachments?: string[] | null;
  client_id?: string | null;
}

export interface TicketJoiningOffer {
  id: string;
  number: number;
  subject: string;
  wrote_at: string;
}

export interface TicketPatch {
  subject?: string | null;
  priority?: string | null;
  status?: string | null;
  tags?: string[] | null;
  custom_fields?: unknown;
  customer_id?: string | null;
}

export interface TicketSatisfaction {
  answered_at: string;
  comment: string;
  rating: number;
}

export interface TimelineEntry {
  at: string;
  channel: string | null;
  detail: string;
  id: string;
  kind: string;
  link: Link | null;
  title: string;
}

export interface Today {
  sections: TodayPart[];
  waiting_count: number;
}

export interface TodayLine {
  amount: Money | null;
  at: string | null;
  customer: Named | null;
  day: string | null;
  detail: string;
  id: string;
  kind: string;
  number: number | null;
  path: string;
  phone: string | null;
  title: string;
  version: number | null;
}

export interface TodayPart {
  items: TodayLine[];
  name: "chats" | "mailboxes" | "mails" | "tickets" | "activities" | "posts" | "shipments" | "quotes" | "contracts" | "risks" | "snoozed" | "scheduled";
  total: number;
  waits: boolean;
}

export interface TrackRecord {
  accuracy_ratio: number;
  actual_ratio: number;
  auc: number;
  majority_ratio: number;
  outcomes: number;
  predicted_ratio: number;
  skill: number;
  top_count: number;
  top_ratio: number;
  weeks: TrackRecordWeeks[];
}

export interface TrackRecordWeeks {
  actual_ratio: number;
  outcomes: number;
  predicted_ratio: number;
  week: string;
}

export interface TrainingRun {
  cause: "manual" | "nightly" | "command";
  finished_at: string | null;
  id: string;
  model: string;
  progress_ratio: number;
  requested_at: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
}

export interface TranscriptInput {
  email: string;
}

export interface TwinInput {
  name?: string | null;
  email?: string | null;
  phone?: string | null;
}

export interface TwinList {
  items: PossibleDuplicate[];
}

export interface UnsubscriptionPage {
  company_name: string;
  opted_out: boolean;
}

export interface UserPatch {
  name?: string | null;
  email?: string | null;
  role?: string | null;
  ticket_scope?: string | null;
  locale?: string | null;
  time_zone?: string | null;
  capacity?: number | null;
  active?: boolean | null;
  team_ids?: string[] | null;
}

export interface UserView {
  active: boolean;
  capacity: number;
  created_at: string;
  email: string;
  id: string;
  invited: boolean;
  locale: string;
  name: string;
  presence: "online" | "away" | "offline";
  role: "owner" | "supervisor" | "agent";
  team_ids: string[];
  ticket_scope: "all" | "team" | "own";
  time_zone: string | null;
  version: number;
}

export interface ValuedCustomer {
  customer_id: string;
  expected: Money | null;
  expected_order_count: number;
  name: string;
  order_count: number;
  rfm_segment: string;
  simple: Money | null;
  spent: Money;
}

export interface VisitorDetails {
  customer: Person;
}

export interface VisitorDetailsInput {
  name?: string | null;
  email?: string | null;
  phone?: string | null;
}

export interface VisitorMessageInput {
  client_id: string;
  ticket_id?: string | null;
  text?: string | null;
  attachments?: string[] | null;
}

export interface VisitorOrder {
  id: string;
  items: Item[];
  number: number;
  parcels: Parcel[];
  placed_at: string;
  reference: string | null;
  status: "placed" | "paid" | "packed" | "shipped" | "delivered" | "cancelled" | "returned";
  total: Money;
}

export interface VisitorTranscriptInput {
  email: string;
}

export interface Webhook {
  active: boolean;
  created_at: string;
  failed_count: number;
  health: string;
  id: string;
  inbox_id: string | null;
  kinds: ("ticket.created" | "ticket.updated" | "message.created" | "note.created" | "survey.answered" | "message.sent" | "survey.offered" | "customer.created" | "customer.updated" | "customer.deleted" | "order.created" | "order.updated" | "shipment.updated" | "post.due" | "ping")[];
  last_success_at: string | null;
  name: string;
  resume_at: string | null;
  secret: string | null;
  url: string;
  version: number;
  waiting_count: number;
}

export interface WebhookAttempt {
  number: number;
  at: string;
  status: number | null;
  fault: string;
  milliseconds: number;
}

export interface WebhookDelivery {
  attempts: number;
  created_at: string;
  id: string;
  kind: "ticket.created" | "ticket.updated" | "message.created" | "note.created" | "survey.answered" | "message.sent" | "survey.offered" | "customer.created" | "customer.updated" | "customer.deleted" | "order.created" | "order.updated" | "shipment.updated" | "post.due" | "ping";
  last_fault: string;
  last_status: number | null;
  next_at: string | null;
  settled_at: string | null;
  state: "waiting" | "delivered" | "failed";
  stream: string;
  webhook_id: string;
}

export interface WebhookDeliveryDetail {
  attempts: WebhookAttempt[];
  body: string | null;
  created_at: string;
  id: string;
  kind: "ticket.created" | "ticket.updated" | "message.created" | "note.created" | "survey.answered" | "message.sent" | "survey.offered" | "customer.created" | "customer.updated" | "customer.deleted" | "order.created" | "order.updated" | "shipment.updated" | "post.due" | "ping";
  last_fault: string;
  last_status: number | null;
  log: WebhookDeliveryDetailLog[];
  next_at: string | null;
  settled_at: string | null;
  state: "waiting" | "delivered" | "failed";
  stream: string;
  webhook_id: string;
}

export interface WebhookDeliveryDetailLog {
  at: string;
  fault: string;
  milliseconds: number;
  number: number;
  status: number;
}

export interface WebhookPatch {
  name?: string | null;
  url?: string | null;
  kinds?: string[] | null;
  inbox_id?: string | null;
  active?: boolean | null;
}

export interface WhatIf {
  changes: unknown;
}

export interface WidgetSession {
  customer: Person | null;
  messages: unknown[];
  pending_survey: PendingSurvey | null;
  settings: WidgetSettings;
  ticket: unknown;
  visitor_token: string;
}

export interface WidgetSessionInput {
  inbox: string;
  visitor_token?: string | null;
  identity?: string | null;
  page_url?: string | null;
  locale?: string | null;
}

export interface WidgetSettings {
  ask_email: boolean;
  attachments: boolean;
  availability: Availability;
  color: string;
  emoji: boolean;
  greeting: WidgetSettingsGreeting;
  inbox: InboxName;
  locale: string;
  office: Office;
  orders: boolean;
  position: string;
  pre_chat: PreChat;
  transcript: boolean;
}

export interface WidgetSettingsGreeting {
  en: string;
  "zh-Hans": string;
}

export interface Worth {
  weighted_now: WorthWeightedNow;
  weighted_then: WorthWeightedThen;
}

export interface WorthWeightedNow {
  amount_minor: number;
  currency: string;
}

export interface WorthWeightedThen {
  amount_minor: number;
  currency: string;
}
