// The page's own program: it must go on working whatever becomes of ours.
document.querySelector("#count").addEventListener("click", (event) => {
  event.target.textContent = Number(event.target.textContent) + 1;
});
