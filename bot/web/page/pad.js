/** A pad to sign on. Strokes are lists of whole points from (0, 0) to (1000, 500), whatever the size on the screen. */

const WIDTH = 1000;
const HEIGHT = 500;
const PEN = 7;
const STEP = 4; // shorter moves say nothing more
const MOST_POINTS = 3000;
const MOST_STROKES = 300;

export class Pad {
  #strokes = [];
  #pointer = null;

  /** `changed()` is called at the end of each stroke. */
  constructor(canvas, changed) {
    this.canvas = canvas;
    this.changed = changed;
    this.pen = canvas.getContext("2d");
    for (const [type, listener] of Object.entries(this.#listeners())) canvas.addEventListener(type, listener);
    new ResizeObserver(() => this.#fit()).observe(canvas);
    addEventListener("resize", () => this.#fit()); // the pixel ratio changes without the size
  }

  get strokes() {
    return this.#strokes;
  }

  set strokes(strokes) {
    this.#strokes = strokes;
    this.#redraw();
  }

  get empty() {
    return this.#strokes.length === 0;
  }

  #listeners() {
    return {
      pointerdown: (event) => this.#begin(event),
      pointermove: (event) => this.#move(event),
      pointerup: (event) => this.#end(event),
      pointercancel: (event) => this.#end(event),
      contextmenu: (event) => event.preventDefault(),
      touchstart: (event) => event.preventDefault(), // a WebView that does not know touch-action scrolls otherwise
    };
  }

  // One finger draws: the palm that follows it, and a second hand, do not.
  #begin(event) {
    if (this.#pointer !== null || event.button > 0 || this.#full()) return;
    event.preventDefault();
    document.activeElement?.blur();
    this.canvas.setPointerCapture(event.pointerId);
    this.#pointer = event.pointerId;
    this.#strokes.push([this.#point(event)]);
    this.#ink(this.#strokes.at(-1));
  }

  #move(event) {
    if (event.pointerId !== this.#pointer) return;
    const stroke = this.#strokes.at(-1);
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length ? moves : [event]) {
      const point = this.#point(move);
      if (distance(stroke.at(-1), point) < STEP || this.#full()) continue;
      stroke.push(point);
      this.#ink(stroke.slice(-2));
    }
  }

  #end(event) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.changed();
  }

  #full() {
    return this.#strokes.length > MOST_STROKES - 1 || this.#strokes.reduce((sum, stroke) => sum + stroke.length, 0) >= MOST_POINTS;
  }

  #point({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    const left = box.left + this.canvas.clientLeft;
    const top = box.top + this.canvas.clientTop;
    const x = ((clientX - left) / this.canvas.clientWidth) * WIDTH;
    const y = ((clientY - top) / this.canvas.clientHeight) * HEIGHT;
    return [within(x, WIDTH), within(y, HEIGHT)];
  }

  #fit() {
    const ratio = devicePixelRatio || 1;
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight].map((side) => Math.round(side * ratio));
    if (!width || (width === this.canvas.width && height === this.canvas.height)) return;
    this.canvas.width = width;
    this.canvas.height = height;
    this.#redraw();
  }

  #redraw() {
    this.pen.setTransform(1, 0, 0, 1, 0, 0);
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    for (const stroke of this.#strokes) this.#ink(stroke);
  }

  #ink(points) {
    const { pen, canvas } = this;
    pen.setTransform(canvas.width / WIDTH, 0, 0, canvas.height / HEIGHT, 0, 0);
    Object.assign(pen, { lineWidth: PEN, lineCap: "round", lineJoin: "round", strokeStyle: "#111111" });
    pen.beginPath();
    pen.moveTo(...points[0]);
    for (const point of points.length > 1 ? points.slice(1) : points) pen.lineTo(...point);
    pen.stroke();
  }
}

const within = (value, most) => Math.max(0, Math.min(most, Math.round(value)));

const distance = ([x, y], [toX, toY]) => Math.hypot(toX - x, toY - y);
