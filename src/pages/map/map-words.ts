export const mapWords = {
  th: {
    zoomIn: 'ซูมเข้า',
    zoomOut: 'ซูมออก',
    sketch: 'แผนที่ร่างโดยสังเขป',
    place: 'ตำแหน่งที่เลือก',
    me: 'คุณอยู่ที่นี่',
    units: { metres: 'ม.', kilometres: 'กม.' },
  },
  en: {
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    sketch: 'A sketch, not a survey',
    place: 'The chosen place',
    me: 'You are here',
    units: { metres: 'm', kilometres: 'km' },
  },
} as const
