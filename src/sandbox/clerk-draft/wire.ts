// How the emulated Clerk writes its resources down, in the shapes of the Backend API's description.
import type { ActorToken, Session, User } from "./state.js";

export function actorTokenJson(token: ActorToken, url?: string) {
  return {
    object: "actor_token",
    id: token.id,
    status: token.status,
    user_id: token.userId,
    actor: token.actor,
    ...(url !== undefined && { token: token.ticket, url }),
    created_at: token.createdAt,
    updated_at: token.updatedAt,
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
    abandon_at: session.expireAt,
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

// Clerk documents `sub`, `iss` and `sid`; whether more of the actor reaches a session is not stated.
function subAndIss(actor: Session["actor"]) {
  return actor && Object.fromEntries(Object.entries(actor).filter(([key]) => key === "sub" || key === "iss"));
}

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
    email_addresses: user.emails.map(({ id, address, verified }) => ({
      object: "email_address",
      id,
      email_address: address,
      reserved: false,
      verification: {
        status: verified ? "verified" : "unverified",
        strategy: "email_code",
        attempts: null,
        expire_at: null,
      },
      linked_to: [],
      created_at: user.createdAt,
      updated_at: user.createdAt,
    })),
    phone_numbers: [],
    web3_wallets: [],
    external_accounts: [],
    enterprise_accounts: [],
    public_metadata: {},
    private_metadata: {},
    unsafe_metadata: {},
    password_enabled: true,
    two_factor_enabled: false,
    totp_enabled: false,
    backup_code_enabled: false,
    banned: user.banned,
    locked: user.locked,
    last_sign_in_at: null,
    last_active_at: null,
    created_at: user.createdAt,
    updated_at: user.createdAt,
  };
}
