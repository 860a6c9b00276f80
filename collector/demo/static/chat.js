// Asks for new messages every second; everything that is shown is text.
const list = document.getElementById("tin");
let last = 0;

function link(href, text) {
  const made = document.createElement("a");
  made.href = href;
  made.textContent = text;
  return made;
}

function show(message) {
  const item = document.createElement("li");
  const title = document.createElement("strong");
  const text = document.createElement("p");
  const at = document.createElement("p");
  const actions = document.createElement("p");
  title.textContent = message.title;
  text.textContent = message.text;
  at.textContent = message.at;
  at.className = "quiet";
  actions.className = "chat-do";
  if (message.call.startsWith("tel:")) actions.append(link(message.call, "Gọi ngay"));
  if (/^https?:/.test(message.link)) actions.append(link(message.link, "Mở khách này"));
  item.append(title, text, at, actions);
  list.append(item);
  last = message.number;
}

async function ask() {
  try {
    const answer = await fetch(`/nhom-chat/moi?after=${last}`);
    const messages = await answer.json();
    for (const message of messages) show(message);
    if (last) document.getElementById("trong").hidden = true;
    if (messages.length) list.lastElementChild.scrollIntoView({ block: "end" });
  } catch {
    // The shop is away; the next time it may be back.
  }
  setTimeout(ask, 1000);
}

ask();
