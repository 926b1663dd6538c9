// Forms as words: what is typed in one, put back into one, and told to whoever reads it.

/**
 * The fields of a form as they are sent, without the token that is this browser's alone.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} [submitter]
 */
export function encode(form, submitter = null) {
  const fields = new FormData(form, submitter instanceof HTMLButtonElement ? submitter : null);
  fields.delete("csrfmiddlewaretoken");
  fields.delete("key");
  const result = new URLSearchParams();
  for (const [name, value] of fields) {
    result.append(name, String(value));
  }
  return result.toString();
}

/** @param {HTMLFormElement} form @param {URLSearchParams} fields */
export function fill(form, fields) {
  for (const element of form.elements) {
    if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) {
      const value = fields.get(element.name);
      if (value !== null && !(element instanceof HTMLSelectElement && element.multiple)) {
        element.value = value;
      }
    } else if (element instanceof HTMLInputElement && element.type !== "hidden") {
      if (element.type === "checkbox" || element.type === "radio") {
        element.checked = fields.getAll(element.name).includes(element.value);
      } else {
        element.value = fields.get(element.name) ?? element.value;
      }
    }
  }
}

/**
 * The first words of an entry; empty when it has none.
 * @param {string} body
 */
export function start(body) {
  const fields = new URLSearchParams(body);
  const words = fields.get("text") ?? fields.get("title") ?? "";
  return words.length > 60 ? `${words.slice(0, 60)}…` : words;
}

/** Fields that hold codes and numbers, not words of people. */
const CODES = /^(key|version|from|seen|scribe|choice|kind|step|status|enabler|source|segment|needs?|segments?|after|item|how|were)$|depth|stages?$/;

/**
 * Everything that somebody wrote in an entry, to be copied or handed on.
 * @param {string} body
 */
export function written(body) {
  const words = [];
  for (const [name, value] of new URLSearchParams(body)) {
    if (value.trim() && !CODES.test(name)) {
      words.push(value.trim());
    }
  }
  return words.join("\n");
}
