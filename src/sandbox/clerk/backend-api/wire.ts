// Serializes Clerk's resources in the shapes of the Backend API description.
import type { ActorToken, EmailAddress, Session, User } from "../state.js";

/** Only the answer to the creation has the ticket: the API description does not promise it anywhere else. */
export function actorTokenJson(actorToken: ActorToken, show: "with_ticket" | "without_ticket") {
  return {
    object: "actor_token",
    id: actorToken.id,
    status: actorToken.status,
    user_id: actorToken.userId,
    actor: actorToken.actor,
    ...(show === "with_ticket" && { token: actorToken.ticket, url: actorToken.url }),
    created_at: actorToken.createdAt,
    updated_at: actorToken.updatedAt,
  };
}

export function sessionJson(session: Session, onlySubAndIss: boolean) {
  const { activity } = session;
  return {
    object: "session",
    id: session.id,
    user_id: session.userId,
    client_id: session.clientId,
    actor: onlySubAndIss ? subAndIss(session.actor) : session.actor,
    status: session.status,
    last_active_organization_id: null,
    last_active_at: session.lastActiveAt,
    expire_at: session.expireAt,
    abandon_at: session.abandonAt,
    created_at: session.createdAt,
    updated_at: session.updatedAt,
    latest_activity: activity && {
      object: "session_activity",
      id: activity.id,
      device_type: "Macintosh",
      is_mobile: false,
      browser_name: activity.browserName,
      browser_version: "150.0",
      ip_address: activity.ip,
      city: activity.city,
      country: activity.country,
    },
  };
}

// Clerk documents `sub`, `iss` and `sid`; it does not say whether a session keeps the actor's other fields.
function subAndIss(actor: Session["actor"]) {
  return actor && Object.fromEntries(Object.entries(actor).filter(([key]) => key === "sub" || key === "iss"));
}

/** Required fields that the sandbox does not use are off or empty. */
export function userJson(user: User) {
  return {
    object: "user",
    id: user.id,
    external_id: null,
    username: user.username,
    first_name: user.firstName,
    last_name: user.lastName,
    image_url: "",
    has_image: false,
    primary_email_address_id: user.emails[0]?.id ?? null,
    primary_phone_number_id: null,
    primary_web3_wallet_id: null,
    email_addresses: user.emails.map((email) => emailJson(email, user)),
    phone_numbers: [],
    web3_wallets: [],
    passkeys: [],
    external_accounts: [],
    saml_accounts: [],
    enterprise_accounts: [],
    public_metadata: user.publicMetadata,
    private_metadata: user.privateMetadata,
    unsafe_metadata: {},
    password_enabled: true,
    two_factor_enabled: false,
    totp_enabled: false,
    backup_code_enabled: false,
    mfa_enabled_at: null,
    mfa_disabled_at: null,
    banned: user.banned,
    locked: user.locked,
    deprovisioned: user.deprovisioned,
    lockout_expires_in_seconds: null,
    verification_attempts_remaining: null,
    delete_self_enabled: true,
    create_organization_enabled: true,
    legal_accepted_at: null,
    last_sign_in_at: user.lastSignInAt,
    last_active_at: user.lastSignInAt,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
  };
}

function emailJson({ id, address, verified }: EmailAddress, user: User) {
  const status = verified ? "verified" : "unverified";
  return {
    object: "email_address",
    id,
    email_address: address,
    reserved: false,
    verification: { object: "verification_otp", status, strategy: "email_code", attempts: null, expire_at: null },
    linked_to: [],
    created_at: user.createdAt,
    updated_at: user.updatedAt,
  };
}
