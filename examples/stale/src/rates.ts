export let rate = 0.2

export function setRate(to: number): void {
  rate = to
}
