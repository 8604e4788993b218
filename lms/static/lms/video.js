/* A video of another site is loaded when the reader presses its button, in place of following the link. */
for (const place of document.querySelectorAll("[data-video]")) {
  place.querySelector("a").addEventListener("click", (event) => {
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = place.dataset.video;
    frame.title = place.dataset.title;
    frame.allow = "fullscreen; encrypted-media; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    place.replaceChildren(frame);
    frame.focus();
  });
}
