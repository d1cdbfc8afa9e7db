// What the export says.

import { count } from '../format'

export const exportStrings = {
  label: 'Save',
  explain: 'Saves the events that the list shows, and the stage as it looks now. Nothing leaves this machine.',
  json: 'JSON lines',
  csv: 'CSV',
  png: 'Picture (PNG)',
  working: 'Saving …',
  saved: (events: number, name: string) => `${count(events)} ${events === 1 ? 'event' : 'events'} saved as ${name}.`,
  savedPicture: (name: string) => `Saved as ${name}.`,
  failed: 'It could not be saved.',
}
