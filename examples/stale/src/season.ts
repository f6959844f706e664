export function seasonalDiscount(): number {
  return new Date().getMonth() === 11 ? 0.1 : 0
}
