// One URL, one view: the address follows what is shown; defaults are left out.

const DEFAULTS = { basis: "COMPUTE", measure: "TOKENS", scope: "OBSERVED", view: "pacific" };

/** Return the address of the page with some parameters changed; null or a default drops one. */
export function addressWith(changes) {
  const url = new URL(window.location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "" || DEFAULTS[name] === value) {
      url.searchParams.delete(name);
    } else {
      url.searchParams.set(name, value);
    }
  }
  url.searchParams.sort();
  url.hash = "";
  return url.pathname + url.search;
}

/** Replace the address while scrubbing, so that "back" leaves the page's last choice and not the last week. */
export function replaceAddress(changes) {
  window.history.replaceState(null, "", addressWith(changes));
}

/** Push a new address for a choice that "back" should undo. */
export function pushAddress(changes) {
  const next = addressWith(changes);
  if (next !== window.location.pathname + window.location.search) {
    window.history.pushState(null, "", next);
  }
}

/** Return one parameter of the present address. */
export function parameter(name) {
  return new URL(window.location.href).searchParams.get(name) ?? DEFAULTS[name] ?? null;
}
