// Fills the photo field from the camera. Without script, camera or leave, the field is an ordinary file field.
"use strict";
for (const box of document.querySelectorAll("[data-camera-for]")) {
  const field = document.querySelector('[data-camera="' + box.dataset.cameraFor + '"]');
  const video = box.querySelector("video"), canvas = box.querySelector("canvas");
  const part = (name) => box.querySelector("[data-" + name + "]");
  let stream = null;
  if (!field || !navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) continue;
  box.hidden = false;
  video.hidden = true;

  async function begin() {
    part("refused").hidden = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user", height: { ideal: 1080 } } });
    } catch (refusal) {
      part("refused").hidden = false;
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    canvas.hidden = true;
    part("taken").hidden = true;
    await video.play();
    part("start").hidden = part("again").hidden = true;
    part("shoot").hidden = false;
    part("shoot").focus();
  }

  function shoot() {
    // The middle of the picture in the proportion 35 by 45.
    const height = video.videoHeight, width = Math.min(video.videoWidth, Math.round((height * 35) / 45));
    canvas.width = width;
    canvas.height = Math.min(height, Math.round((width * 45) / 35));
    const left = (video.videoWidth - canvas.width) / 2, top = (height - canvas.height) / 2;
    canvas.getContext("2d").drawImage(video, left, top, canvas.width, canvas.height, 0, 0, canvas.width, canvas.height);
    stream.getTracks().forEach((track) => track.stop());
    canvas.toBlob((blob) => {
      const files = new DataTransfer();
      files.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
      field.files = files.files;
      video.hidden = true;
      canvas.hidden = part("taken").hidden = part("again").hidden = false;
      part("shoot").hidden = true;
      part("again").focus();
    }, "image/jpeg", 0.92);
  }

  part("start").addEventListener("click", begin);
  part("again").addEventListener("click", begin);
  part("shoot").addEventListener("click", shoot);
}
