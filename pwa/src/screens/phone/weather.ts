/** 天气、温度、湿度 at the place of unpacking, as they are filled in; all of it may be left out. */
import type { InspectionRecorded3 } from '@/wire/types.ts'

/** As the form writes them: a record is Chinese, whatever language the phone speaks. */
export const SKIES = { sunny: '晴', cloudy: '多云', overcast: '阴', rain: '雨', snow: '雪', fog: '雾', indoors: '室内' } as const

export interface WeatherDraft {
  sky: string
  temperature: string
  humidity: string
}

export const newWeather = (): WeatherDraft => ({ sky: '', temperature: '', humidity: '' })

type Weather = InspectionRecorded3['weather']

export function editWeather(weather: Weather): WeatherDraft {
  const typed = (value: number | null | undefined): string => String(value ?? '')
  return {
    sky: weather?.sky ?? '',
    temperature: typed(weather?.temperature_c),
    humidity: typed(weather?.humidity_pct),
  }
}

/** The number that was typed, null for none, undefined where it is not one between these. */
function between(text: string, least: number, most: number): number | null | undefined {
  const said = text.normalize('NFKC').replace(/[−–]/, '-').trim()
  if (!said) return null
  const value = /^-?\d{1,3}([.]\d)?$/.test(said) ? Number(said) : Number.NaN
  return value >= least && value <= most ? value : undefined
}

export const degrees = (text: string): number | null | undefined => between(text, -60, 60)
export const percent = (text: string): number | null | undefined => between(text, 0, 100)

/** Something was typed that is no temperature or no humidity. */
export const isOff = ({ temperature, humidity }: WeatherDraft): boolean =>
  degrees(temperature) === undefined || percent(humidity) === undefined

export function weatherOf({ sky, temperature, humidity }: WeatherDraft): Weather {
  const [temperature_c, humidity_pct] = [degrees(temperature) ?? null, percent(humidity) ?? null]
  const said = sky.trim() || null
  if (said === null && temperature_c === null && humidity_pct === null) return null
  return { sky: said, temperature_c, humidity_pct }
}
