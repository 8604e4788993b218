// A form marked data-autosave saves itself while somebody types. Without this file its Save button does the same.
//
// What is not stored yet is kept in this window (sessionStorage), so that neither a lost connection nor an expired
// session loses a word: signing in again leads back here, and the entries return.
"use strict";

(() => {
  const PAUSE = 1200; // ms after the last change
  const RETRY = 8000; // ms while there is no connection
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;

  const state = form.querySelector("[data-autosave-state]");
  const key = `autosave:${form.dataset.autosave}`;
  let timer;
  let saving = false;
  let stale = false;

  const say = (words) => {
    if (state.textContent !== words) state.textContent = words;
  };

  const entries = () => {
    const data = new FormData(form);
    data.delete("csrfmiddlewaretoken");
    data.delete("edition");
    return new URLSearchParams(data).toString();
  };

  const keep = () => {
    sessionStorage.setItem(key, JSON.stringify({ edition: form.elements.edition.value, entries: entries() }));
  };

  const restore = () => {
    const kept = JSON.parse(sessionStorage.getItem(key) || "null");
    if (!kept || kept.entries === entries()) {
      sessionStorage.removeItem(key);
      return;
    }
    for (const [name, value] of new URLSearchParams(kept.entries)) {
      const field = form.elements[name];
      if (field) field.value = value;
    }
    // An edition of the past makes the server compare instead of overwriting what another window stored.
    form.elements.edition.value = kept.edition;
    say(form.dataset.wordsRestored);
    later(PAUSE);
  };

  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };

  const save = async () => {
    if (saving || stale) return;
    saving = true;
    const sent = entries();
    say(form.dataset.wordsSaving);
    try {
      const response = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        redirect: "manual",
        credentials: "same-origin",
      });
      await answered(response, sent);
    } catch {
      say(form.dataset.wordsOffline);
      later(RETRY);
    } finally {
      saving = false;
    }
  };

  const answered = async (response, sent) => {
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    if (!isJson) {
      // A redirect to the sign-in page, or a token of an earlier session.
      stale = true;
      say(form.dataset.wordsSignedOut);
      return;
    }
    const answer = await response.json();
    say(answer.words);
    if (!response.ok) {
      stale = response.status === 409;
      return;
    }
    form.elements.edition.value = answer.edition;
    if (sent === entries()) {
      sessionStorage.removeItem(key);
    } else {
      keep();
      later(PAUSE);
    }
  };

  form.addEventListener("input", () => {
    keep();
    if (stale) return;
    say(form.dataset.wordsTyping);
    later(PAUSE);
  });

  // Sending the form by hand saves everything; a timer that fires meanwhile would only race it.
  form.addEventListener("submit", () => {
    keep();
    clearTimeout(timer);
    stale = true;
  });

  // After a conflict the page shows both versions and what is typed is already in the form.
  if (form.hasAttribute("data-conflict")) {
    sessionStorage.removeItem(key);
    keep();
  } else {
    restore();
  }
})();
