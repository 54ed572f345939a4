const internalTables =
  /^(_litestream|gig_(blocks|cell_changes|cells|chunks|counts|packed_offsets|places|spots|words)|user_places|idempotency_people|late_gigs|list_totals|health|product|place_grid)(_|$)/

export const isInternalTable = (name: string): boolean => internalTables.test(name)
