/* Photographs of papers, before they are sent: smaller, without what the camera wrote into them, and looked at. */
globalThis.photo = (() => {
  "use strict";
  const LONGEST = 2000; // pixels of the longer edge: an A4 sheet at some 170 dots an inch
  const QUALITY = 0.85;
  const LOOKED_AT = 600; // pixels of the longer edge of the grey picture that is measured
  const TILES = 6; // along each edge
  const DARK = 70; // mean luminance, 0 to 255
  const PATIENCE = 700; // milliseconds
  const BLURRED = 120; // variance of the Laplacian in the sharpest tile

  const draw = (picture, longest) => {
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d", { willReadFrequently: longest === LOOKED_AT });
    pen.fillStyle = "#fff"; // what is transparent in a PNG
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return { canvas, pen };
  };

  /* A sheet that is empty but for a line is sharp where the line is: the sharpest tile counts, not the mean. */
  const measure = (grey, width, height) => {
    let light = 0;
    for (const value of grey) light += value;
    let sharpest = 0;
    for (let row = 0; row < TILES; row += 1) for (let column = 0; column < TILES; column += 1) {
      let count = 0, sum = 0, squares = 0;
      const bottom = Math.min(Math.floor((row + 1) * height / TILES), height - 1);
      const right = Math.min(Math.floor((column + 1) * width / TILES), width - 1);
      for (let y = Math.max(1, Math.floor(row * height / TILES)); y < bottom; y += 1) {
        for (let x = Math.max(1, Math.floor(column * width / TILES)); x < right; x += 1) {
          const at = y * width + x;
          const edge = grey[at - 1] + grey[at + 1] + grey[at - width] + grey[at + width] - 4 * grey[at];
          count += 1; sum += edge; squares += edge * edge;
        }
      }
      if (count) sharpest = Math.max(sharpest, squares / count - (sum / count) ** 2);
    }
    return { light: light / grey.length, sharp: sharpest };
  };

  const faults = ({ light, sharp }) => (light < DARK ? "dark" : sharp < BLURRED ? "blurred" : null);

  const look = (picture) => {
    const { canvas: { width, height }, pen } = draw(picture, LOOKED_AT);
    const { data } = pen.getImageData(0, 0, width, height);
    const grey = new Float32Array(width * height);
    for (let at = 0; at < grey.length; at += 1) {
      grey[at] = 0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2];
    }
    return measure(grey, width, height);
  };

  /* A browser encodes when it has nothing else to do; on a busy phone that is seconds later. Then it is done at once. */
  const encode = (canvas) => new Promise((done) => {
    const timer = setTimeout(() => {
      const [, coded] = canvas.toDataURL("image/jpeg", QUALITY).split(",");
      done(new Blob([Uint8Array.from(atob(coded), (sign) => sign.charCodeAt(0))]));
    }, PATIENCE);
    canvas.toBlob((blob) => { clearTimeout(timer); done(blob); }, "image/jpeg", QUALITY);
  });

  /* The file to send and what is wrong with it, if anything; what is no picture that this browser reads stays as it is. */
  const prepare = async (file) => {
    if (!file.type.startsWith("image/")) return { file, fault: null };
    let picture;
    try {
      picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch { return { file, fault: null }; }
    const { canvas } = draw(picture, LONGEST);
    const found = look(picture);
    picture.close();
    const blob = await encode(canvas);
    if (!blob) return { file, fault: null };
    const name = `${file.name.replace(/\.[^.]*$/, "")}.jpg`;
    return { file: new File([blob], name, { type: "image/jpeg" }), fault: faults(found), ...found };
  };

  return { prepare, measure, faults };
})();
