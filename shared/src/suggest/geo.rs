//! Columns of longitudes and latitudes, told by their names.

const LONGITUDES: [&str; 5] = ["longitude", "lon", "lng", "long", "经度"];
const LATITUDES: [&str; 3] = ["latitude", "lat", "纬度"];

/// Whether a column's name says that it holds longitudes, alone or as a word of it: `lon`, `pickup_longitude`, `起点经度`.
pub fn is_longitude(name: &str) -> bool {
    names(name, &LONGITUDES)
}

/// The same of latitudes.
pub fn is_latitude(name: &str) -> bool {
    names(name, &LATITUDES)
}

/// Whether a chart with these columns across and up is a map.
pub fn is_map(x: &str, y: &str) -> bool {
    is_longitude(x) && is_latitude(y) && !is_latitude(x) && !is_longitude(y)
}

/// What is left of a name without the word for longitude or latitude: equal for both of a pair.
pub(super) fn stem(name: &str) -> String {
    let words = words(name);
    let is_axis = |word: &str| LONGITUDES.contains(&word) || LATITUDES.contains(&word);
    words.into_iter().filter(|word| !is_axis(word)).map(|word| word.trim_end_matches(['经', '纬', '度']).to_owned()).collect::<Vec<_>>().join("_")
}

fn names(name: &str, those: &[&str]) -> bool {
    words(name).iter().any(|word| those.iter().any(|that| word == that || (!that.is_ascii() && word.ends_with(that))))
}

/// The words and numbers of a name in lower case: parted by what is neither, and where a capital follows a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        let goes_on = letter.is_alphanumeric() && letter.is_numeric() == before.is_numeric() && !(letter.is_uppercase() && before.is_lowercase());
        if !goes_on {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longitudes_and_latitudes_are_told_by_a_word_of_their_name() {
        assert!(["lon", "Longitude", "pickup_longitude", "startLng", "start lng", "经度", "起点经度"].iter().all(|name| is_longitude(name)));
        assert!(["lat", "LATITUDE", "pickup_latitude", "startLat", "lat2", "纬度", "起点纬度"].iter().all(|name| is_latitude(name)));
        assert!(!["london", "colony", "flat", "plate", "delay", "温度"].iter().any(|name| is_longitude(name) || is_latitude(name)));
    }

    #[test]
    fn a_pair_has_the_same_stem() {
        for (x, y) in [("lon", "lat"), ("pickup_longitude", "pickup_latitude"), ("startLng", "startLat"), ("起点经度", "起点纬度")] {
            assert_eq!(stem(x), stem(y));
        }
        assert_ne!(stem("pickup_longitude"), stem("dropoff_latitude"));
        assert_ne!(stem("lon2"), stem("lat1"));
        assert!(is_map("lon", "lat") && !is_map("lat_lon_error", "lat_lon_error"));
    }
}
