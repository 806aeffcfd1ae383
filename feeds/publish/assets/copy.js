// Shows the copy buttons, which do nothing without a script, and makes them work.
(() => {
  "use strict";
  const status = document.getElementById("copy-status");
  const select = (link) => {
    const range = document.createRange();
    range.selectNodeContents(link);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };
  const copy = async (button) => {
    const link = button.parentElement.querySelector("a");
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      return button.dataset.copied;
    } catch {
      select(link); // no clipboard here: the reader's own keys will do
      return document.execCommand("copy") ? button.dataset.copied : button.dataset.failed;
    }
  };
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const said = await copy(button);
      button.textContent = said;
      if (status) status.textContent = said;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }
})();
