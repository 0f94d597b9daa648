// The few things that HTML cannot do by itself: dropping files, copying a sentence, watching work, saying that a window is there.
"use strict";
(() => {
  const key = document.body.dataset.key || "";
  let leaving = false;
  const id = sessionStorage.getItem("window") || crypto.getRandomValues(new Uint32Array(4)).join("");
  sessionStorage.setItem("window", id);
  const alive = () => fetch("/alive", {method: "POST", body: id}).catch(() => {
    if (!leaving) document.getElementById("ended").hidden = false;
  });
  alive();
  setInterval(alive, 15000);
  addEventListener("pagehide", () => { leaving = true; navigator.sendBeacon("/gone", id); });
  addEventListener("pageshow", (event) => { if (event.persisted) { leaving = false; alive(); } });

  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      await navigator.clipboard.writeText(copy.dataset.copy);
      copy.textContent = "已复制";
    }
    if (event.target.closest("[data-print]")) print();
  });
  document.addEventListener("change", (event) => { if (event.target.matches("[data-submit]")) event.target.form.requestSubmit(); });

  // work: watched until it is finished, then the tab that shows what came of it
  const work = document.getElementById("work");
  if (work) {
    const bar = work.querySelector("progress"), said = work.querySelector("[aria-live]");
    const look = async () => {
      const state = await (await fetch(work.dataset.state)).json();
      if (state.finished) { location.replace(location.pathname); return; }
      const text = state.of ? `${state.stage}：${state.done} / ${state.of}` : state.stage;
      if (said.textContent !== text) said.textContent = text;
      if (state.of) { bar.max = state.of; bar.value = state.done; } else bar.removeAttribute("value");
      setTimeout(look, 400);
    };
    look();
  }

  // files: dropped anywhere on the page, or chosen
  const log = document.getElementById("arrived");
  if (!log || !key) return;
  const said = document.getElementById("arriving"), bar = document.getElementById("arriving-bar");
  let queue = Promise.resolve(), waiting = 0, done = 0, troubled = false;
  const line = (name, text, failed) => {
    const item = document.createElement("li");
    item.textContent = `${failed ? "✕ " : "✓ "}${name}：${text}`;
    if (failed) { item.className = "错误"; troubled = true; }
    log.append(item);
  };
  const send = async (name, file) => {
    try {
      const words = new URLSearchParams({name, modified: String(file.lastModified || "")});
      const answer = await fetch(`/a/${key}/upload?${words}`, {method: "POST", body: file});
      const told = await answer.json();
      line(name, told.text, told.failed);
    } catch (error) {
      line(name, "没有传完：页面和程序断开了，或文件在传的时候被改动。请再拖一次。", true);
    }
  };
  const add = (name, file) => {
    waiting += 1;
    bar.hidden = false;
    queue = queue.then(async () => {
      said.textContent = `正在收第 ${done + 1} 个，共 ${waiting} 个`;
      bar.max = waiting; bar.value = done;
      await send(name, file);
      done += 1;
      if (done === waiting) {
        said.textContent = `收了 ${done} 个文件。`;
        bar.hidden = true; waiting = done = 0;
        document.getElementById("look-again").hidden = false;
        if (!troubled) location.reload();
      }
    });
  };
  addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });
  const walk = async (entry, path) => {
    if (entry.isFile) { add(path + entry.name, await new Promise((good, bad) => entry.file(good, bad))); return; }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((good, bad) => reader.readEntries(good, bad));
      if (!some.length) break;
      for (const each of some) await walk(each, `${path}${entry.name}/`);
    }
  };
  addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("dragging"); });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("dragging"); });
  addEventListener("drop", async (event) => {
    event.preventDefault();
    document.body.classList.remove("dragging");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    const files = [...event.dataTransfer.files];
    for (let at = 0; at < entries.length; at++) {
      if (entries[at]) await walk(entries[at], ""); else if (files[at]) add(files[at].name, files[at]);
    }
    if (!entries.length) files.forEach((file) => add(file.name, file));
  });
  for (const input of document.querySelectorAll("input[data-files]")) {
    input.addEventListener("change", () => { [...input.files].forEach((file) => add(file.webkitRelativePath || file.name, file)); input.value = ""; });
  }
})();
