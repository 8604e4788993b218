/* Turns a grouped <select multiple> into a list of check boxes that can be searched. Without it the select remains. */
(() => {
  "use strict";

  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s・]/g, "");

  class CompetencyPicker extends window.StimulusModule.Controller {
    static values = { empty: String, search: String, remove: String };

    connect() {
      this.select = this.element.querySelector("select");
      if (this.panel || !this.select) return;
      this.panel = document.createElement("div");
      this.chosen = document.createElement("ul");
      this.chosen.className = "competency-picker__chosen";
      this.chosen.setAttribute("aria-live", "polite");
      this.filter = document.createElement("input");
      this.filter.type = "search";
      this.filter.placeholder = this.searchValue;
      this.filter.setAttribute("aria-label", this.searchValue);
      this.filter.addEventListener("input", () => this.narrow());
      this.filter.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
      this.list = document.createElement("div");
      this.list.className = "competency-picker__list";
      this.boxes = new Map();
      for (const group of this.select.querySelectorAll("optgroup")) this.list.append(this.group(group));
      this.panel.append(this.chosen, this.filter, this.list);
      this.select.hidden = true;
      this.element.append(this.panel);
      this.tell();
    }

    disconnect() {
      this.panel?.remove();
      this.panel = null;
      if (this.select) this.select.hidden = false;
    }

    group(optgroup) {
      const details = document.createElement("details");
      const summary = document.createElement("summary");
      summary.textContent = optgroup.label;
      details.append(summary);
      for (const option of optgroup.querySelectorAll("option")) {
        const label = document.createElement("label");
        const box = document.createElement("input");
        box.type = "checkbox";
        box.checked = option.selected;
        box.addEventListener("change", () => this.set(option, box.checked));
        label.append(box, ` ${option.textContent.trim()}`);
        label.dataset.text = plain(`${option.textContent} ${optgroup.label}`);
        details.append(label);
        this.boxes.set(option, box);
      }
      return details;
    }

    set(option, selected) {
      option.selected = selected;
      this.boxes.get(option).checked = selected;
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
      this.tell();
    }

    narrow() {
      const wanted = plain(this.filter.value);
      for (const details of this.list.children) {
        let found = 0;
        for (const label of details.querySelectorAll("label")) {
          label.hidden = !label.dataset.text.includes(wanted);
          found += label.hidden ? 0 : 1;
        }
        details.hidden = !found;
        details.open = Boolean(wanted && found);
      }
    }

    tell() {
      const chosen = [...this.select.selectedOptions];
      this.chosen.replaceChildren(
        ...chosen.map((option) => {
          const item = document.createElement("li");
          const button = document.createElement("button");
          const label = option.textContent.trim();
          button.type = "button";
          button.textContent = "×";
          button.setAttribute("aria-label", `${this.removeValue}: ${label}`);
          button.addEventListener("click", () => this.set(option, false));
          item.append(label, button);
          item.title = option.parentElement.label;
          return item;
        }),
      );
      if (!chosen.length) this.chosen.append(Object.assign(document.createElement("li"), { textContent: this.emptyValue }));
      this.chosen.classList.toggle("competency-picker__chosen--empty", !chosen.length);
    }
  }

  window.wagtail.app.register("lms-competencies", CompetencyPicker);
})();
