// Clerk's errors for a parameter that is missing, unknown or invalid.
import { type ClerkError, Refusal } from "./refusal.js";

export function paramMissing(name: string): ClerkError {
  return about(name, "form_param_missing", "is missing", `${name} must be included.`);
}

export function paramUnknown(name: string): ClerkError {
  return about(name, "form_param_unknown", "is unknown", `${name} is not a valid parameter for this request.`);
}

export function paramInvalid(name: string, longMessage: string): ClerkError {
  return about(name, "form_param_value_invalid", "is invalid", longMessage);
}

/** The parameter is well formed, but its resource does not exist. */
export function paramWithoutResource(name: string): ClerkError {
  const reason = `The resource associated with the supplied ${name} was not found.`;
  return about(name, "form_resource_not_found", "is missing", reason);
}

export function unprocessable(...errors: ClerkError[]): Refusal {
  return new Refusal(422, errors);
}

export function queryMissing(name: string): Refusal {
  return new Refusal(400, [about(name, "missing_query_parameter", "is missing", `${name} must be provided.`)]);
}

export function queryValueInvalid(name: string, value: string): Refusal {
  const reason = `${value} does not match one of the allowed values for parameter ${name}`;
  return new Refusal(400, [about(name, "invalid_query_parameter_value", "is invalid", reason)]);
}

function about(name: string, code: string, message: string, longMessage: string): ClerkError {
  return { code, message, long_message: longMessage, meta: { param_name: name } };
}
